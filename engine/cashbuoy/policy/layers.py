"""`extends`: a policy laid over a shipped profile. Mappings merge, lists and values replace."""

from __future__ import annotations

from functools import cache
from typing import Literal, cast, get_args

from cashbuoy.config import shipped_text
from cashbuoy.policy.allowed import Allowed, nearest_key
from cashbuoy.policy.problems import PolicyProblem
from cashbuoy.policy.strict_yaml import Document, Path, Spot, read_document

ProfileName = Literal["basic", "standard", "advanced"]
PROFILES: tuple[ProfileName, ...] = get_args(ProfileName)


@cache
def profile_document(name: ProfileName) -> Document:
    """A shipped profile with all it extends."""
    return resolve_extends(read_document(shipped_text(f"{name}.yaml"), f"{name}.yaml"))


def resolve_extends(document: Document) -> Document:
    """Lay a document over the profile it names; one that names none stays as it is."""
    if not isinstance(document.data, dict) or "extends" not in document.data:
        return document
    name = document.data["extends"]
    own = _without(document, ("extends",))
    if name in PROFILES:
        return merge(profile_document(cast("ProfileName", name)), own)
    spot = document.spots[("extends",)]
    problem = PolicyProblem(
        "wrong_value",
        spot.file,
        spot.line,
        "extends",
        spot.written,
        Allowed("choice", PROFILES),
        nearest_key(str(name), PROFILES),
    )
    # Without its profile a policy would only seem incomplete.
    return Document(own.data, own.spots, (*own.problems, problem), whole=False)


def merge(below: Document, above: Document) -> Document:
    """`above` wins; the spot of every merged value tells where that value was written."""
    spots = dict(below.spots)
    data = _merged(below.data, above.data, (), spots)
    return Document(
        data,
        spots | dict(above.spots),
        below.problems + above.problems,
        below.whole and above.whole,
    )


def _merged(below: object, above: object, path: Path, spots: dict[Path, Spot]) -> object:
    if isinstance(below, dict) and isinstance(above, dict):
        merged = dict(below)
        for key, value in above.items():
            merged[key] = _merged(below[key], value, (*path, key), spots) if key in below else value
        return merged
    for inner in [p for p in spots if p[: len(path)] == path]:
        del spots[inner]
    return above


def _without(document: Document, path: tuple[str]) -> Document:
    data = {k: v for k, v in document.data.items() if k != path[0]}
    return Document(data, document.spots, document.problems, document.whole)
