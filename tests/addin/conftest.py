"""Open workbooks for tests of the live host."""

from __future__ import annotations

import pytest

from cashbuoy_addin.hosts.live_memory import Memory


@pytest.fixture
def memory(tmp_path):
    """What refreshes remember, in a folder of the test's own."""
    return Memory(tmp_path / "state")


@pytest.fixture(params=["macros", "no macros"])
def book(request, tmp_path):
    """The demo workbook in Excel, which runs the workbook's macros or does not."""
    from addin.live_books import book_of, without_macros  # noqa: PLC0415  # takes a while

    found = book_of(tmp_path)
    if request.param == "no macros":
        without_macros(found)
    return found


@pytest.fixture
def calling(tmp_path, monkeypatch):
    """Makes a workbook the one that macros are called from."""
    import xlwings as xw  # noqa: PLC0415  # takes a while

    from addin.sheet_app import ENGINE  # noqa: PLC0415
    from cashbuoy_addin import macros  # noqa: PLC0415
    from cashbuoy_addin.book_policies import POLICIES  # noqa: PLC0415

    def make(book):
        monkeypatch.setattr(macros, "_memory", lambda: Memory(tmp_path / "state"))
        monkeypatch.setattr(ENGINE, "apps", [book.app.impl])
        monkeypatch.setattr(xw.engines, "active", xw.Engine(impl=ENGINE))
        monkeypatch.setattr(xw.Book, "caller", classmethod(lambda _cls: book))
        return book

    POLICIES.forget()
    return make


@pytest.fixture(autouse=True)
def _worked_out_once(monkeypatch):
    """Refreshes of open workbooks; tests/e2e and those of files work everything out each time."""
    from addin import worked_out  # noqa: PLC0415  # takes a while
    from cashbuoy_addin import live_refresh  # noqa: PLC0415

    monkeypatch.setattr(live_refresh, "compute", worked_out.compute)
