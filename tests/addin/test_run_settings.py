"""Which policy, date and language hold: command line, then Settings, then the policy file."""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.errors import PolicyError
from cashbuoy_addin.settings import SettingError, Wishes, read_date, resolve

TODAY = dt.date(2026, 11, 23)


def run(settings, folder=None, **wishes):
    return resolve(settings, folder, Wishes(**wishes), lambda: TODAY)


def policy_file(path, **more):
    lines = ["extends: basic", *(f"{key}: {value}" for key, value in more.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_nothing_said_is_the_basic_profile_today() -> None:
    found = run({})
    assert (found.as_of, found.language, found.policy_file) == (TODAY, "zh", None)
    assert found.policy.modules == ["recurring"]


@pytest.mark.parametrize(
    "value",
    [dt.date(2026, 3, 31), dt.datetime(2026, 3, 31, 8), 46112.0, "2026-03-31", "2026年3月31日"],
)
def test_the_date_in_settings_however_it_is_written(value) -> None:
    assert run({"as_of": value}).as_of == dt.date(2026, 3, 31)


def test_the_command_line_wins_over_settings(tmp_path) -> None:
    named = policy_file(tmp_path / "named.yaml", language="zh")
    asked = policy_file(tmp_path / "asked.yaml", language="en")
    settings = {"as_of": "2026-03-31", "language": "zh", "policy_file": named.name}
    found = run(settings, tmp_path, as_of=dt.date(2025, 1, 1), policy=asked, language="en")
    assert found.as_of == dt.date(2025, 1, 1)
    assert found.language == found.policy.language == "en"
    assert found.policy_file == asked


def test_order_of_policies(tmp_path) -> None:
    named = policy_file(tmp_path / "named.yaml", modules="[recurring, tax]")
    settings = {"policy_file": "named.yaml", "profile": "advanced"}
    assert run({"profile": "advanced"}, tmp_path).policy.has("orders")
    beside = policy_file(tmp_path / "policy.yaml", modules="[recurring, bills]")
    assert run({"profile": "advanced"}, tmp_path).policy_file == beside
    assert run(settings, tmp_path).policy_file == named
    assert run(settings, None).policy.has("orders")  # where no file is looked for


def test_settings_override_firm_currency_and_country() -> None:
    policy = run({"firm": "Acme", "base_currency": "usd", "country": "US"}).policy
    assert (policy.firm.name, policy.firm.base_currency, policy.firm.country) == (
        "Acme", "USD", "US",
    )  # fmt: skip
    assert policy.calendar.country == "US"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"as_of": "soon"}, "Settings, as-of date"),
        ({"profile": "golden"}, "basic, standard, advanced"),
        ({"language": "fr"}, "zh or en"),
        ({"base_currency": "YUAN"}, "3 letters"),
        ({"country": "China"}, "2 letters"),
        ({"policy_file": "gone.yaml"}, "gone.yaml"),
    ],
)
def test_what_cannot_be_used_is_said(settings, words, tmp_path) -> None:
    with pytest.raises(SettingError, match=words):
        run(settings, tmp_path)


def test_a_bad_policy_file_names_its_line(tmp_path) -> None:
    policy_file(tmp_path / "policy.yaml", forcast="{}")
    with pytest.raises(PolicyError, match=r"policy\.yaml, line 2: forcast"):
        run({}, tmp_path)


def test_a_date_from_the_command_line_names_its_option() -> None:
    with pytest.raises(SettingError, match="--as-of: expected a date"):
        read_date("31.3.", "--as-of")
