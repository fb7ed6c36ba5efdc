"""The Settings sheet: what a user sets in the workbook, and the policy in force to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from cashbuoy.policy.models import Policy
from cashbuoy_workbook.blocks import Block, Cell, Choice, Sheet
from cashbuoy_workbook.inputs import column_titles
from cashbuoy_workbook.modules import input_key
from cashbuoy_workbook.policy_lines import PolicyLine, policy_lines
from cashbuoy_workbook.tabs import tabs_of
from cashbuoy_workbook.texts import Language, Texts
from cashbuoy_workbook.widths import wrapped_height
from cashbuoy_workbook.word_lists import lists_apart

SETTINGS = (
    "language",
    "profile",
    "policy_file",
    "as_of",
    "firm",
    "base_currency",
    "country",
)
Profile = Literal["basic", "standard", "advanced"]
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": get_args(Language),
    "profile": get_args(Profile),
}
_LANGUAGES: tuple[Language, ...] = get_args(Language)
_FIRST_ROW = 3
_POLICY_ROW = _FIRST_ROW + len(SETTINGS) + 1
_LISTS_COLUMN = 5
_WIDTHS = (34.0, 62.0, 66.0, 14.0)
_FEWEST_LINES = 5  # of settings, by which a sheet is known whose tab the user named
_SECTION = ("label", "text", "label")
_LINE = ("key", "wrap", "wrap")
_TAB = "8795A1"


def settings_sheet(settings: Mapping[str, object], policy: Policy, language: Language) -> Sheet:
    """Sheet of the settings (canonical keys, as read) and of every value of the policy."""
    texts = Texts(language)
    lines = tuple(policy_lines(policy, language))
    return Sheet(
        key="Settings",
        title=texts("labels.tab_Settings"),
        blocks=(
            _heading(texts),
            *_setting_blocks(settings, texts),
            *_policy_blocks(lines, texts),
            *_list_blocks(policy, texts),
        ),
        choices=tuple(_choices(texts)),
        widths=_WIDTHS,
        heights=_heights(lines, texts),
        freeze=(2, 0),
        landscape=False,
        print_columns=(0, 3),
        tab_colour=_TAB,
    )


def _heading(texts: Texts) -> Block:
    return Block(
        "",
        0,
        0,
        ((texts("labels.settings_title"),), (texts("labels.settings_hint"),)),
        (("title",), ("subtitle",)),
    )


def _setting_blocks(settings: Mapping[str, object], texts: Texts) -> Iterable[Block]:
    for position, key in enumerate(SETTINGS):
        row = _FIRST_ROW + position
        yield Block("", row, 0, ((texts(f"labels.setting_{key}"),),), (("label",),))
        yield Block(
            setting_name(key),
            row,
            1,
            ((_shown(key, settings.get(key), texts),),),
            (("date_input" if key == "as_of" else "text_input",),),
        )
        yield Block("", row, 2, ((texts(f"labels.about_{key}"), key),), (("about", "small"),))


def setting_name(key: str) -> str:
    """The defined name of a setting's cell: base_currency -> cb_BaseCurrency."""
    return "cb_" + "".join(part.capitalize() for part in key.split("_"))


def _shown(key: str, value: object, texts: Texts) -> Cell:
    if key in _CHOICES and value in _CHOICES[key]:
        return texts(f"labels.{key}_{value}")
    if value is None or isinstance(value, str | float | int | dt.date):
        return value
    return str(value)


def _choices(texts: Texts) -> Iterable[Choice]:
    for position, key in enumerate(SETTINGS):
        row = _FIRST_ROW + position
        title, about = texts(f"labels.setting_{key}"), texts(f"labels.about_{key}")
        if key in _CHOICES:
            options = tuple(texts(f"labels.{key}_{choice}") for choice in _CHOICES[key])
            yield Choice(row, 1, row, 1, "list", options, title, about)
        elif key == "as_of":
            yield Choice(row, 1, row, 1, "date", (), title, about)


def _policy_blocks(lines: Sequence[PolicyLine], texts: Texts) -> Iterable[Block]:
    yield Block(
        "",
        _POLICY_ROW,
        0,
        (
            (texts("labels.policy_title"), None, None),
            (texts("labels.policy_hint"), None, None),
            tuple(texts(f"labels.policy_{part}") for part in ("key", "value", "meaning")),
        ),
        (("section",) * 3, ("subtitle",) * 3, ("header_left",) * 3),
    )
    yield Block(
        "cb_Policy",
        _POLICY_ROW + 3,
        0,
        tuple((line.key, line.value, line.meaning) for line in lines),
        tuple(_SECTION if line.value is None else _LINE for line in lines),
    )


def _list_blocks(policy: Policy, texts: Texts) -> Iterable[Block]:
    """Beside the print area: the words of lists that are too long for a cell's rule."""
    for position, (table, column, offered) in enumerate(lists_apart(texts.language, policy)):
        at = _LISTS_COLUMN + position
        title = texts(f"labels.tab_{input_key(table.name)}")
        head = texts.headed(title, column_titles(table, texts.language)[column])
        words = tuple((word,) for word in offered.words)
        yield Block("", _FIRST_ROW - 1, at, ((head,),), (("hint",),))
        yield Block(offered.name, _FIRST_ROW, at, words, (("small",),) * len(words))


def _heights(lines: Sequence[PolicyLine], texts: Texts) -> dict[int, float]:
    first = _POLICY_ROW + 3
    settings = {
        _FIRST_ROW + i: wrapped_height(texts(f"labels.about_{key}"), _WIDTHS[2]) + 4
        for i, key in enumerate(SETTINGS)
    }
    return {0: 28, **settings} | {
        first + i: max(
            wrapped_height(line.value or "", _WIDTHS[1]), wrapped_height(line.meaning, _WIDTHS[2])
        )
        for i, line in enumerate(lines)
    }


def read_settings(rows: Iterable[Sequence[object]]) -> dict[str, object]:
    """Settings by canonical key from a sheet's rows: the label in either language, or the key, in
    the first column and the value in the second. Language and profile come back canonical where
    they are understood, everything else as found; empty cells are left out."""
    labels = _labels()
    seen: set[str] = set()  # the first line counts: below, the policy lists the same keys
    found: dict[str, object] = {}
    for row in rows:
        if len(row) < 2:
            continue
        key = labels.get(_folded(row[0]))
        if key is None or key in seen:
            continue
        seen.add(key)
        if row[1] not in {None, ""}:
            found[key] = _read(key, row[1])
    return found


def settings_tab(grids: Mapping[str, Sequence[Sequence[object]]]) -> str | None:
    """The tab among those of `grids` that holds the settings: by its name, else by its lines."""
    named = next((tab for tab in grids if tab in tabs_of("Settings")), None)
    labels = _labels()

    def lines(rows: Iterable[Sequence[object]]) -> int:
        return len({labels.get(_folded(row[0])) for row in rows if len(row)} - {None})

    return named or next((t for t in grids if lines(grids[t]) >= _FEWEST_LINES), None)


def _labels() -> dict[str, str]:
    return {
        _folded(name): key
        for key in SETTINGS
        for name in (key, *(Texts(lang)(f"labels.setting_{key}") for lang in _LANGUAGES))
    }


def _read(key: str, value: object) -> object:
    for choice in _CHOICES.get(key, ()):
        words = {choice, *(Texts(lang)(f"labels.{key}_{choice}") for lang in _LANGUAGES)}
        if _folded(value) in {_folded(word) for word in words}:
            return choice
    return value.strip() if isinstance(value, str) else value


def setting_word(key: str, value: object, language: Language) -> str | None:
    """The language's word for the choice that a setting's cell means; None where it means none."""
    meant = _read(key, value)
    return Texts(language)(f"labels.{key}_{meant}") if meant in _CHOICES.get(key, ()) else None


def _folded(value: object) -> str:
    return str(value).strip().rstrip(":：").casefold()
