"""Which policy, date and language hold for a run: command line, then Settings, then policy file.

A policy file is looked for in this order: the one asked for, the one that Settings names (relative
to the workbook), policy.yaml beside the workbook, the profile in Settings, the basic profile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from cashbuoy.errors import FormulaError
from cashbuoy_addin.clock import today
from cashbuoy_addin.formulas import cells
from cashbuoy_workbook.texts import Language
from cashbuoy_workbook.worded_error import WordedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cashbuoy.policy.layers import ProfileName
    from cashbuoy.policy.models import Policy

# Policy key under `firm` -> setting.
_FIRM_SETTINGS = {"name": "firm", "base_currency": "base_currency", "country": "country"}
POLICY_BESIDE = "policy.yaml"
# One byte more than any policy may have is enough to refuse it.
MOST_POLICY_BYTES = 1_000_001


class SettingError(WordedError):
    """A setting that cannot be used; the text says where it stands and what is allowed."""


@dataclass(frozen=True)
class Wishes:
    """What the command line asks for; None where it does not say."""

    as_of: dt.date | None = None
    policy: Path | None = None
    language: Language | None = None


@dataclass(frozen=True)
class Run:
    """What holds for one run. `policy_file` None: a shipped profile; `asked_for_policy`: the file
    was given on the command line, not by the workbook."""

    policy: Policy
    as_of: dt.date
    language: Language
    policy_file: Path | None = None
    asked_for_policy: bool = False


def resolve(
    settings: Mapping[str, object],
    folder: Path | None,
    wishes: Wishes,
    day: Callable[[], dt.date] = today,
) -> Run:
    """Settle a run from the workbook's settings and the command line. `folder` is the workbook's;
    None: no policy file is looked for."""
    asked = language_asked(settings, wishes)
    file = wishes.policy or (_policy_file(settings, folder) if folder is not None else None)
    policy = _with_firm(read_policy(file) if file else _shipped(settings), settings)
    language = asked or policy.language
    policy = policy.model_copy(update={"language": language})
    as_of = wishes.as_of or _as_of(settings) or day()
    return Run(policy, as_of, language, file, wishes.policy is not None)


def language_asked(settings: Mapping[str, object], wishes: Wishes) -> Language | None:
    """The language of the command line, else of Settings; None: the policy's."""
    return wishes.language or _language(settings)


def _as_of(settings: Mapping[str, object]) -> dt.date | None:
    found = settings.get("as_of")
    return None if cells.is_missing(found) else _date(found, "setting_date")


def read_date(value: object, option: str) -> dt.date:
    """A date typed by a user. SettingError names the option."""
    return _date(value, "option_date", option=option)


def _date(value: object, refusal: str, **place: str) -> dt.date:
    try:
        return cells.date(value, "")
    except FormulaError as error:
        found = error.details.get("found", error.reason)
        raise SettingError(refusal, found=found, **place) from None


def read_policy(path: Path) -> Policy:
    """The policy in a file. PolicyError lists everything wrong with it."""
    from cashbuoy.policy.load import load_policy  # noqa: PLC0415

    with path.open("rb") as stream:
        return load_policy(stream.read(MOST_POLICY_BYTES), str(path))


def _policy_file(settings: Mapping[str, object], folder: Path) -> Path | None:
    """The file that Settings names, or the one beside the workbook."""
    named = _text(settings, "policy_file")
    if not named:
        beside = folder / POLICY_BESIDE
        return beside if beside.is_file() else None
    path = folder / named
    if not path.is_file():
        raise SettingError("setting_policy", named=named, path=path)
    return path


def _shipped(settings: Mapping[str, object]) -> Policy:
    from cashbuoy.policy.load import profile  # noqa: PLC0415

    return profile(_profile(settings))


def _profile(settings: Mapping[str, object]) -> ProfileName:
    from cashbuoy.policy.layers import PROFILES  # noqa: PLC0415

    asked = _text(settings, "profile").casefold() or PROFILES[0]
    for name in PROFILES:
        if asked == name:
            return name
    raise SettingError("setting_profile", found=asked, allowed=", ".join(PROFILES))


def _language(settings: Mapping[str, object]) -> Language | None:
    asked = _text(settings, "language").casefold()
    for language in get_args(Language):
        if asked == language:
            return language  # type: ignore[no-any-return]
    if asked:
        raise SettingError("setting_language", found=asked)
    return None


def _with_firm(policy: Policy, settings: Mapping[str, object]) -> Policy:
    """The workbook's own firm, currency and country win over the policy's."""
    firm: dict[str, Any] = {
        key: _text(settings, setting)
        for key, setting in (
            ("name", "firm"),
            ("base_currency", "base_currency"),
            ("country", "country"),
        )
        if _text(settings, setting)
    }
    for key, letters in (("base_currency", 3), ("country", 2)):
        if key in firm:
            firm[key] = firm[key].upper()
            if not (len(firm[key]) == letters and firm[key].isascii() and firm[key].isalpha()):
                raise SettingError(f"setting_{key}", found=firm[key])
    if not firm:
        return policy
    changed: dict[str, Any] = {"firm": policy.firm.model_copy(update=firm)}
    if "country" in firm:
        changed["calendar"] = policy.calendar.model_copy(update={"country": firm["country"]})
    return policy.model_copy(update=changed)


def _text(settings: Mapping[str, object], key: str) -> str:
    value = settings.get(key)
    return "" if value is None else str(value).strip()
