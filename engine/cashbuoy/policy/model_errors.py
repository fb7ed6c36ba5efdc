"""What the models refused, in the user's terms: where it was written and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pydantic_core import ErrorDetails

from cashbuoy.policy.allowed import (
    Allowed,
    Schema,
    allowed_at,
    nearest_key,
    nearest_value,
    node_at,
    resolve,
    spelling,
)
from cashbuoy.policy.models import Policy
from cashbuoy.policy.models.cash import WRITTEN_AS
from cashbuoy.policy.problems import ENGLISH, PolicyProblem, dotted
from cashbuoy.policy.strict_yaml import Document, Path, spot_of, written_at


@cache
def complete_schema() -> Schema:
    """JSON schema of a policy that extends nothing."""
    return Policy.model_json_schema()


def problem_of(error: ErrorDetails, document: Document, source: str) -> PolicyProblem:
    """One refusal of the models as a problem with its place."""
    path = _place(error)
    if error["type"] == "missing":
        return _missing(path, document, source)
    if error["type"] == "extra_forbidden":
        return _unknown_key(path, document, source)
    if error["type"] in ENGLISH:
        return _own_check(error, document, source)
    wanted = allowed_at(complete_schema(), path)
    found = written_at(document, path)
    nearest = nearest_value(found.strip('"'), wanted) if wanted else ""
    spot = spot_of(document, path, source)
    return PolicyProblem("wrong_value", spot.file, spot.line, dotted(path), found, wanted, nearest)


def _place(error: ErrorDetails) -> Path:
    """Where the error stands, without the tags of what may be written as a word or a list."""
    return tuple(step for step in error["loc"] if step not in WRITTEN_AS)


def _missing(path: Path, document: Document, source: str) -> PolicyProblem:
    spot = spot_of(document, path, source)
    wanted = allowed_at(complete_schema(), path)
    if wanted and wanted.kind in ("mapping", "names"):
        wanted = None
    # What a profile could not give either is a new rule, plan or list item that is not complete.
    inside = any(isinstance(step, int) or step in ("rules", "staged_plans") for step in path[:-1])
    kind = "missing_part" if inside else "missing_key"
    return PolicyProblem(kind, spot.file, spot.line, dotted(path), allowed=wanted)


def _unknown_key(path: Path, document: Document, source: str) -> PolicyProblem:
    around, name = path[:-1], str(path[-1])
    keys = tuple((node_at(complete_schema(), around) or {}).get("properties", ()))
    if not around:
        keys = ("extends", *keys)
    spot = spot_of(document, path, source)
    return PolicyProblem(
        "unknown_key",
        spot.file,
        spot.line,
        dotted(path),
        written_at(document, path),
        Allowed("mapping", keys),
        _nearest_place(around, name, keys),
    )


def _nearest_place(around: Path, name: str, keys: tuple[str, ...]) -> str:
    """The dotted key that was probably meant: one of this part, or the same one in another."""
    near = nearest_key(name, keys, likeness=0.8)
    same = (key for key in _all_keys() if key.rpartition(".")[2] == spelling(name))
    elsewhere = next(same, "")
    if not near and elsewhere:
        return elsewhere
    near = near or nearest_key(name, keys)
    return dotted((*around, near)) if near else ""


def _own_check(error: ErrorDetails, document: Document, source: str) -> PolicyProblem:
    """A check of models.py: its context gives `at` (the key it is about) and `options`."""
    context = dict(error.get("ctx", {}))
    at: Path = context.pop("at", ())
    options: tuple[str, ...] = context.pop("options", ())
    path = (*_place(error), *at)
    spot = spot_of(document, path, source)
    found = written_at(document, path)
    return PolicyProblem(
        error["type"],
        spot.file,
        spot.line,
        dotted(path),
        found,
        Allowed("choice", options) if options else None,
        nearest_key(found.strip('"'), options),
        {name: str(value) for name, value in context.items()},
    )


@cache
def _all_keys() -> tuple[str, ...]:
    """Every key of a policy, dotted; free names as "<name>"."""
    return tuple(_keys_under(complete_schema(), ""))


def _keys_under(node: Schema, prefix: str) -> Iterator[str]:
    node = resolve(complete_schema(), node)
    for name, inner in node.get("properties", {}).items():
        yield prefix + name
        yield from _keys_under(inner, f"{prefix}{name}.")
    if isinstance(node.get("additionalProperties"), dict):
        yield from _keys_under(node["additionalProperties"], f"{prefix}<name>.")
