"""The JSON schema by which editors check and complete a user's policy file."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from cashbuoy.policy.layers import PROFILES
from cashbuoy.policy.models import Policy

Node = dict[str, Any]

_PARTIAL = "Partial"


def policy_schema() -> Node:
    """Schema of a policy file: with `extends` nothing else is required, without it everything.

    List items are always complete, because lists replace the profile's. Descriptions hold both
    languages.
    """
    whole = Policy.model_json_schema()
    defs = whole.pop("$defs")
    for node in _nodes([whole, defs]):
        # Keys may themselves be called title or zh; then these hold a schema, not a text.
        if isinstance(node.get("title"), str):
            del node["title"]
        if isinstance(node.get("zh"), str):
            node["description"] = f"{node['description']}\n{node.pop('zh')}"
    parts = {f"{_PARTIAL}{name}": _partial(defs[name]) for name in defs}
    extends = {
        "enum": list(PROFILES),
        "description": "The profile that gives what this file does not\n未写明的内容取自哪个版本",
    }
    properties = {"extends": extends, **_partial(whole)["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cashbuoy policy",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": whole["required"], "properties": _references(whole["properties"])},
        "$defs": _used({**defs, **parts}, properties, whole["properties"]),
    }


def _partial(node: Node) -> Node:
    """A mapping of which any part may be left out, and of its mappings too."""
    partial = copy.deepcopy(node)
    partial.pop("required", None)
    inner = [*partial.get("properties", {}).values(), partial.get("additionalProperties")]
    for value in inner:
        _refer_to_partial(value)
    return partial


def _refer_to_partial(node: object) -> None:
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        folder, _, name = node["$ref"].rpartition("/")
        node["$ref"] = f"{folder}/{_PARTIAL}{name}"
    _refer_to_partial(node.get("additionalProperties"))


def _references(properties: Node) -> Node:
    """Of properties, only those that lead to other definitions, without their descriptions."""
    return {
        name: {k: v for k, v in node.items() if k in ("$ref", "type", "additionalProperties")}
        for name, node in properties.items()
        if "$ref" in node or "additionalProperties" in node
    }


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def _used(defs: Node, *roots: object) -> Node:
    """The definitions that the roots lead to."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        refs = {n["$ref"].rpartition("/")[2] for n in _nodes(waiting.pop()) if "$ref" in n}
        waiting += [defs[name] for name in refs - found]
        found |= refs
    return {name: defs[name] for name in sorted(found)}
