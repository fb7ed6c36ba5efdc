"""The reference of all policy keys, made from the models: docs/policy.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cashbuoy.policy.allowed import Schema, allowed, items_of, resolve
from cashbuoy.policy.layers import PROFILES, profile_document
from cashbuoy.policy.model_errors import complete_schema
from cashbuoy.policy.problems import ENGLISH

_INTRODUCTION = """\
# The policy file · 策略文件

Made from the code by `python tasks.py docs`; do not edit.
由 `python tasks.py docs` 生成，请勿手工修改。

A policy of your own begins with `extends: {first}` ({others}) and states only what differs.
Mappings are merged key by key; lists and values replace. Shares and rates are fractions: 0.3 is
30 %. Days are calendar days unless a key says otherwise. `cashbuoy check FILE` names every mistake
with its line.

自己的策略文件以 `extends: {first}`（或 {others}）开头，只写与该版本不同之处：
映射按键合并，列表与数值整体替换。比例与利率用小数表示（0.3 即 30%）；
除非另有说明，天数均为自然日。`cashbuoy check 文件` 会逐行指出错误。

`<name>` stands for a name of your own, `[]` for every item of a list.
`<name>` 表示自定名称，`[]` 表示列表中的每一项。
"""


_IN_FILE = f"see `config/{PROFILES[0]}.yaml`"


@dataclass(frozen=True)
class _Line:
    """One key of the reference; `basic` is its value in the basic profile, as YAML."""

    key: str
    allowed: str
    basic: str
    english: str
    chinese: str


def policy_reference() -> str:
    """All keys in markdown: allowed values, basic profile, meaning in both languages."""
    schema = complete_schema()
    text = _INTRODUCTION.format(first=PROFILES[0], others=", ".join(PROFILES[1:]))
    values = profile_document(PROFILES[0]).data
    single = [n for n, node in schema["properties"].items() if not _parts(schema, node)]
    text += _section("", [line for n in single for line in _lines(schema, (n,), values)])
    for name, node in schema["properties"].items():
        if name not in single:
            text += f"\n## {name}\n\n{node['description']} · {node['zh']}\n"
            text += _section(name, list(_lines(schema, (name,), values))[1:])
        if name == "rules":
            text += _shipped_rules(values["rules"])
    return text


def _shipped_rules(rules: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        "\nRules of the basic profile · 基础版规则\n",
        "| rule | ref | measure | test | amber | red | meaning | 含义 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, rule in rules.items():
        limits = [_example(rule.get(key)) for key in ("amber", "red")]
        cells = (f"`{name}`", rule["ref"], rule["measure"], rule["test"], *limits)
        rows.append(f"| {' | '.join(cells)} | {rule['title']['en']} | {rule['title']['zh']} |")
    return "\n".join(rows) + "\n"


def _section(name: str, lines: list[_Line]) -> str:
    rows = ["", "| key | allowed | basic | meaning | 含义 |", "|---|---|---|---|---|"]
    for line in lines:
        key = line.key.removeprefix(f"{name}.")
        cells = (f"`{key}`", line.allowed, line.basic, line.english, line.chinese)
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(rows) + "\n"


def _lines(schema: Schema, path: tuple[str, ...], value: object) -> Iterator[_Line]:
    """A key and all keys in it. `value` is what the basic profile has around the key."""
    node = schema
    for step in path:
        node = _inner(resolve(schema, node), step)
    node = resolve(schema, node)
    own = value.get(path[-1]) if isinstance(value, dict) else None
    parts = _parts(schema, node)
    if path[-1] not in ("<name>", "[]"):
        yield _Line(
            ".".join(path).replace(".[]", "[]"),
            "" if parts else allowed(schema, node).text(ENGLISH),
            _example(own) if not parts else _IN_FILE if "[]" in parts and own else "",
            node.get("description", ""),
            node.get("zh", ""),
        )
    for step in parts:
        yield from _lines(schema, (*path, step), own)


def _inner(node: Schema, step: str) -> Schema:
    items = items_of(node)
    if step == "[]" and items is not None:
        return items
    inner: Schema = node["additionalProperties"] if step == "<name>" else node["properties"][step]
    return inner


def _parts(schema: Schema, node: Schema) -> tuple[str, ...]:
    """The steps into a node: its keys, "<name>" for names of one's own, "[]" for list items."""
    node = resolve(schema, node)
    if "properties" in node:
        return tuple(node["properties"])
    if isinstance(node.get("additionalProperties"), dict):
        return ("<name>",)
    items = items_of(node)
    if items and _parts(schema, items):
        return ("[]",)
    return ()


def _example(value: object) -> str:
    return "" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"
