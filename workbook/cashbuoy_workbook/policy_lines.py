"""The policy in force as lines to read: key, value, meaning in the workbook's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic.fields import FieldInfo

from cashbuoy.policy.models import Policy, Section, Text
from cashbuoy_workbook.texts import Language, Texts


@dataclass(frozen=True)
class PolicyLine:
    """One value of the policy; a section's own line has no value."""

    key: str
    value: str | None
    meaning: str


def policy_lines(policy: Policy, language: Language) -> Iterator[PolicyLine]:
    """Every value of the policy in the order of its file."""
    yield from _section_lines(policy, "", language)


def _section_lines(section: Section, path: str, language: Language) -> Iterator[PolicyLine]:
    for name, info in type(section).model_fields.items():
        value, key = getattr(section, name), f"{path}{name}"
        meaning = _meaning(info, language)
        if isinstance(value, Section) and not isinstance(value, Text):
            yield PolicyLine(key, None, meaning)
            yield from _section_lines(value, f"{key}.", language)
        elif isinstance(value, Mapping):
            yield PolicyLine(key, None, meaning)
            for entry, part in value.items():
                yield PolicyLine(f"{key}.{entry}", compact(part, language), _title(part, language))
        else:
            yield PolicyLine(key, compact(value, language), meaning)


def _meaning(info: FieldInfo, language: Language) -> str:
    extra = info.json_schema_extra
    chinese = extra.get("zh") if isinstance(extra, Mapping) else None
    return str(chinese) if language == "zh" and chinese else info.description or ""


def _title(part: object, language: Language) -> str:
    title = getattr(part, "title", None)
    return compact(title, language) if isinstance(title, Text) else ""


def compact(value: object, language: Language) -> str:
    """A value as the policy file writes it; parts of a list of tables get one line each."""
    texts = Texts(language)
    if value is None:
        return texts("labels.policy_none")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Text):
        return value.zh if language == "zh" else value.en
    if isinstance(value, Section):
        return _compact_section(value, language)
    if isinstance(value, list | tuple):
        between = "\n" if any(isinstance(v, Section) for v in value) else ", "
        return between.join(compact(v, language) for v in value) or texts("labels.policy_none")
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _compact_section(section: Section, language: Language) -> str:
    """Its own values, "key value" each, without those left at their default; titles and actions
    stand on the sheets that use them."""
    parts = []
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        if value is None or value == info.default or (isinstance(value, Text) and name != "name"):
            continue
        nested = isinstance(value, list) and any(isinstance(v, Section) for v in value)
        text = compact(value, language)
        parts.append(text if nested or name == "name" else f"{name} {text}")
    return " · ".join(parts)
