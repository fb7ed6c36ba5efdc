"""What a policy key may hold, read off the models' JSON schema, and the nearest right answer."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

Schema = Mapping[str, Any]
Words = Mapping[str, str]

_SWITCHES = {"yes": "true", "on": "true", "y": "true", "是": "true"} | {
    "no": "false", "off": "false", "n": "false", "否": "false"
}  # fmt: skip
_LETTERS = re.compile(r"\^\[A-Z\]\{(\d)\}\$")
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


@dataclass(frozen=True)
class Allowed:
    """What may stand at a key. `kind` is the message key (after "allowed_") that words it.

    `options` are the values of a choice or the keys of a mapping; `low` and `high` are inclusive;
    `items` tells what a list's items may be. "either" is one of the options, or a list.
    """

    kind: str
    options: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    items: Allowed | None = None
    or_null: bool = False

    def text(self, words: Words) -> str:
        """In the words of a catalogue, such as problems.ENGLISH."""
        said = words[f"allowed_{self.kind}"].format(
            options=", ".join(self.options),
            low=_plain(self.low),
            high=_plain(self.high),
            items=self.items.text(words) if self.items else "",
        )
        return words["allowed_or_null"].format(allowed=said) if self.or_null else said


def allowed_at(schema: Schema, path: Iterable[str | int]) -> Allowed | None:
    """What may stand at a path of the schema; None where the schema knows no such path."""
    node = node_at(schema, path)
    return None if node is None else allowed(schema, node)


def node_at(schema: Schema, path: Iterable[str | int]) -> Schema | None:
    """The schema of a path: properties by name, items of lists, values of free mappings."""
    node: Schema = resolve(schema, schema)
    for step in path:
        inner = node.get("properties", {}).get(step) if isinstance(step, str) else items_of(node)
        if inner is None:
            inner = node.get("additionalProperties") or None
        if inner is None:
            return None
        node = resolve(schema, inner)
    return node


def items_of(node: Schema) -> Schema | None:
    """The schema of a list's items, also where a word may stand instead of the list."""
    kinds: list[Schema] = [node, *node.get("oneOf", ())]
    return next((kind["items"] for kind in kinds if "items" in kind), None)


def resolve(schema: Schema, node: Schema) -> Schema:
    """A node with its $ref followed; what stands beside the $ref wins."""
    ref = node.get("$ref")
    if ref is None:
        return node
    return {**schema["$defs"][ref.rpartition("/")[2]], **{k: node[k] for k in node if k != "$ref"}}


def allowed(schema: Schema, node: Schema) -> Allowed:
    """What a node of the schema allows."""
    node = resolve(schema, node)
    if "oneOf" in node:
        word, many = (resolve(schema, n) for n in node["oneOf"])
        return replace(
            _one_kind(schema, many, or_null=False), kind="either", options=(word["const"],)
        )
    if "anyOf" in node:
        kinds = [resolve(schema, n) for n in node["anyOf"]]
        first = next(n for n in kinds if n.get("type") != "null")
        return _one_kind(schema, {**node, **first}, or_null=len(kinds) > 1)
    return _one_kind(schema, node, or_null=False)


def _one_kind(schema: Schema, node: Schema, *, or_null: bool) -> Allowed:
    if "enum" in node or "const" in node:
        options = node.get("enum", [node.get("const")])
        return Allowed("choice", tuple(str(o) for o in options), or_null=or_null)
    kind = node.get("type")
    if kind in ("integer", "number"):
        low, high = node.get("minimum"), node.get("maximum")
        name = "whole" if kind == "integer" else "number"
        bounds = {(False, False): "", (True, False): "_from", (False, True): "_to"}.get(
            (low is not None, high is not None), "_between"
        )
        return Allowed(name + bounds, low=low, high=high, or_null=or_null)
    if kind == "array":
        return Allowed("list", items=allowed(schema, node["items"]), or_null=or_null)
    if kind == "object":
        keys = tuple(node.get("properties", ()))
        return Allowed("mapping" if keys else "names", keys, or_null=or_null)
    if kind == "boolean":
        return Allowed("switch", or_null=or_null)
    return _text_kind(node, or_null=or_null)


def _text_kind(node: Schema, *, or_null: bool) -> Allowed:
    if node.get("format") == "date":
        return Allowed("date", or_null=or_null)
    pattern = node.get("pattern")
    if pattern is None:
        return Allowed("text", or_null=or_null)
    letters = _LETTERS.fullmatch(pattern)
    if letters:
        return Allowed("letters", low=float(letters[1]), or_null=or_null)
    return Allowed("pattern", (pattern,), or_null=or_null)


def nearest_value(found: str, wanted: Allowed) -> str:
    """The right value that was probably meant ("30%" -> "0.3", "no" -> "false"); "" if unclear."""
    said = unicodedata.normalize("NFKC", found).strip()
    if wanted.kind in ("choice", "either"):
        return _nearest_choice(said, wanted.options)
    if wanted.kind == "switch":
        return _SWITCHES.get(said.lower(), "")
    if wanted.kind == "date":
        return _nearest_date(said)
    if wanted.kind == "letters":
        return said.upper() if re.fullmatch(f"[A-Za-z]{{{wanted.low:.0f}}}", said) else ""
    if wanted.kind.startswith(("whole", "number")):
        return _nearest_number(said, wanted)
    return ""


def _nearest_choice(said: str, options: tuple[str, ...]) -> str:
    numbers = [option for option in options if option.isdecimal()]
    if said.isdecimal() and numbers:
        return min(numbers, key=lambda number: abs(int(number) - int(said[:20])))
    return nearest_key(said, options)


def _nearest_date(said: str) -> str:
    parts = _DAY.fullmatch(said)
    if parts is None:
        return ""
    try:
        return dt.date(*map(int, parts.groups())).isoformat()
    except ValueError:
        return ""


def _nearest_number(said: str, wanted: Allowed) -> str:
    match = re.fullmatch(r"([-+]?[\d,]{1,20}(?:\.\d{1,20})?)(%?)", said)
    if match is None or not match[1].strip("+-,"):
        return ""
    value = float(match[1].replace(",", "")) / (100 if match[2] else 1)
    whole = wanted.kind.startswith("whole")
    fits = (wanted.low is None or value >= wanted.low) and (
        wanted.high is None or value <= wanted.high
    )
    if not fits or (whole and not value.is_integer()):
        return ""
    return _plain(value)


def nearest_key(found: str, keys: Iterable[str], likeness: float = 0.6) -> str:
    """The key that was probably meant; "" when none is near. `likeness` of 1 is the same word."""
    by_spelling = {spelling(k): k for k in keys}
    near = get_close_matches(spelling(found)[:80], by_spelling, n=1, cutoff=likeness)
    return by_spelling[near[0]] if near else ""


def spelling(key: str) -> str:
    """A key in lower case with underscores, however it was written."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key.strip())
    return re.sub(r"[\s-]+", "_", snake).lower()


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:.15g}"
