"""Formulas follow the policy of the workbook that they stand in."""

from __future__ import annotations

import os

import pytest

from addin.vba_host import Excel
from cashbuoy.policy.load import profile
from cashbuoy_addin import book_policies, bridge
from cashbuoy_addin.book_policies import BookPolicies
from cashbuoy_addin.new_books import create_template

DAYS = "extends: basic\nindicators: {{days_in_year: {days}}}\n"


@pytest.fixture(autouse=True)
def policies(monkeypatch):
    """None known yet, and files are looked at in every call."""
    found = BookPolicies()
    monkeypatch.setattr(book_policies, "POLICIES", found)
    monkeypatch.setattr(book_policies, "_SECONDS_APART", 0.0)
    return found


def book(folder, days, name="book.xlsm"):
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(DAYS.format(days=days), encoding="utf-8")
    path = folder / name
    create_template(path, "basic", "en", overwrite=True)
    return path


def dso(where):
    return bridge.call("DSO", (100.0, 1000.0), str(where))


def test_two_workbooks_that_are_open_keep_apart(tmp_path) -> None:
    one, other = book(tmp_path / "a", 360), book(tmp_path / "b", 366)
    assert [dso(one), dso(other), dso(one), dso("")] == [36.0, 36.6, 36.0, 36.5]
    assert dso(other.as_uri()) == 36.6
    assert dso("Book1") == 36.5  # never saved


def test_what_a_refresh_found_holds_until_a_file_changes(tmp_path, policies) -> None:
    one = book(tmp_path / "a", 360)
    found = profile("basic")
    days = found.indicators.model_copy(update={"days_in_year": 366})
    policies.set(str(one), found.model_copy(update={"indicators": days}), {})
    assert dso(one) == 36.6
    assert dso(f"https://cloud.example/{one.name}") == 36.6
    changed = one.parent / "policy.yaml"
    changed.write_text(DAYS.format(days=365), encoding="utf-8")
    os.utime(changed, ns=(1, 1))
    assert dso(one) == 36.5


def test_a_policy_that_cannot_be_used_is_an_error_with_its_reason(tmp_path) -> None:
    one = book(tmp_path / "a", 360)
    (one.parent / "policy.yaml").write_text(DAYS.format(days=-5), encoding="utf-8")
    assert dso(one) == f"{bridge.TAG}E2015"
    reason = bridge.REFUSALS.latest()[0].error.reason
    assert bridge.call("CCC", (3.0, 2.0, 1.0), str(one)) == 4.0  # leaves nothing to a policy
    assert "days_in_year" in reason
    assert "-5" in reason


def test_settings_of_the_saved_workbook_name_the_policy(tmp_path) -> None:
    one = book(tmp_path / "a", 360)
    (one.parent / "policy.yaml").rename(one.parent / "ours.yaml")
    assert dso(one) == 36.5
    from cashbuoy_addin.refresh import refresh_file  # noqa: PLC0415
    from cashbuoy_addin.settings import Wishes  # noqa: PLC0415

    (one.parent / "policy.yaml").write_text(DAYS.format(days=366), encoding="utf-8")
    two = one.parent / "two.xlsm"
    refresh_file(one, two, Wishes())
    (one.parent / "policy.yaml").unlink()
    assert dso(two) == f"{bridge.TAG}E2015"  # Settings names a file that is gone
    (one.parent / "policy.yaml").write_text(DAYS.format(days=360), encoding="utf-8")
    assert dso(two) == 36.0


def test_a_call_reads_no_file_while_nothing_changed(tmp_path, monkeypatch) -> None:
    one = book(tmp_path / "a", 360)
    assert dso(one) == 36.0
    monkeypatch.setattr(book_policies, "_read", None)
    monkeypatch.setattr(book_policies, "_saved_settings", None)
    assert dso(one) == 36.0
    monkeypatch.setattr(book_policies, "_SECONDS_APART", 1e9)
    monkeypatch.setattr(book_policies, "_times", None)
    assert dso(one) == 36.0


def test_vba_says_which_workbook_a_formula_stands_in(tmp_path) -> None:
    one, other = book(tmp_path / "a", 360), book(tmp_path / "b", 366)
    for where, days in ((one, 36.0), (other, 36.6)):
        excel = Excel()
        excel.book.path, excel.book.name = str(where.parent), where.name
        excel["A1"], excel["A2"] = 100.0, 1000.0
        with excel.formulas_in_cells():
            excel["B1"] = "=DSO(A1,A2)"
            assert excel["B1"] == days
        assert excel.server.asked[0][2] == str(where)
