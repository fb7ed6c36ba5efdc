"""The LibreOffice behind the engine: how it starts, is shared, and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from cashbuoy_addin.libreoffice.app import App
from cashbuoy_addin.libreoffice.opening import open_book
from cashbuoy_addin.libreoffice.session import LibreOfficeError, Session


def test_another_process_attaches_to_the_running_office(sheet):
    sheet["A1"].value = 41
    code = (
        "import sys; from cashbuoy_addin.libreoffice import engine\n"
        "app = engine.attach(sys.argv[1])\n"
        "cell = app.books[sys.argv[2]].sheets[0]['A1']\n"
        "cell.value = cell.value + 1\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, sheet.api.pipe, sheet.book.name], check=True, timeout=120
    )
    assert sheet["A1"].value == 42.0


def test_nothing_of_it_runs_on_after_the_end(xlwings_on_libreoffice):
    app = xlwings_on_libreoffice.App(visible=False)
    session = app.api
    app.books[0].sheets[0]["A1"].value = "unsaved"
    app.quit()
    assert session.alive is False
    assert not session._profile.exists()
    with pytest.raises(LibreOfficeError, match="no longer running"):
        session.call("books")
    assert not in_group(session.pid)


@pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX's")
def test_an_office_that_dies_is_named_and_forgotten(xlwings_on_libreoffice):
    app = xlwings_on_libreoffice.App(visible=False)
    os.killpg(app.pid, signal.SIGKILL)
    with pytest.raises(LibreOfficeError):
        [app.books.add() for _ in range(2)]
    app.api.close()
    assert app.pid not in xlwings_on_libreoffice.apps.keys()  # noqa: SIM118 - no mapping


@pytest.mark.usefixtures("xlwings_on_libreoffice")
@pytest.mark.parametrize("asked", [b"", b'{"op": "book_add", "args": []}\n'])
def test_the_office_ends_when_its_owner_is_killed(asked):
    """Also where it had asked for something and nobody hears the answer."""
    code = (
        "import os; from cashbuoy_addin.libreoffice import engine\n"
        "session = engine.start().api\n"
        f"stream = session._server.stdin; stream.write({asked!r}); stream.flush()\n"
        "print(session.pid, session._profile, flush=True); os._exit(1)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=120
    )
    pid, profile = ran.stdout.decode().strip().split(" ", 1)
    wait_until(lambda: not Path(profile).exists() and not in_group(int(pid)))


def wait_until(done) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.1)


def in_group(group: int) -> bool:
    """Whether any process of a group still runs."""
    if os.name != "posix":
        return False
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it would open windows")
def test_with_windows_it_belongs_to_the_user(xlwings_on_libreoffice, monkeypatch):
    monkeypatch.setenv("SAL_USE_VCLPLUGIN", "svp")  # windows without a screen
    session = Session.start(headless=False)
    app = xlwings_on_libreoffice.App(impl=App.of(session))
    try:
        sheet = app.books.add().sheets[0]
        sheet["A1"].value = "kept"
        assert app.visible is True
        app.visible = False
        assert app.visible is False
        sheet["A1:B2"].select()
        assert app.selection.address == "$A$1:$B$2"
        session.close()  # as when our process ends
        assert in_group(session.pid)
    finally:
        attached = xlwings_on_libreoffice.App(impl=App.of(Session.attach(session.pipe)))
        try:
            assert attached.books[0].sheets[0]["A1"].value == "kept"
        finally:
            attached.quit()
    wait_until(lambda: not in_group(session.pid))
    session.close()
    assert not session._profile.exists()


MACROS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"
  xmlns:ooo="http://openoffice.org/2004/office" office:version="1.3"
  office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
 <office:scripts><office:script script:language="ooo:Basic"><ooo:libraries>
  <ooo:library-embedded ooo:name="Standard"><ooo:module ooo:name="Module1"><ooo:source-code>
Sub Mark(text)
  ThisComponent.Sheets(0).getCellByPosition(1, 1).String = text
End Sub
Public Function Twice(number)
  Twice = number * 2
End Function
  </ooo:source-code></ooo:module></ooo:library-embedded>
 </ooo:libraries></office:script></office:scripts>
 <office:body><office:spreadsheet><table:table table:name="Sheet1"><table:table-row>
  <table:table-cell/></table:table-row></table:table></office:spreadsheet></office:body>
</office:document>"""


def test_macros_of_a_workbook_are_run(xlwings_on_libreoffice, tmp_path):
    path = tmp_path / "macros.fods"
    path.write_text(MACROS, "utf-8")
    book = xlwings_on_libreoffice.Book(path)
    try:
        assert book.macro("Twice")(21) == 42.0
        book.macro("Module1.Mark")("marked")
        assert book.sheets[0]["B2"].value == "marked"
        with pytest.raises(KeyError, match="Missing"):
            book.macro("Missing")()
    finally:
        book.close()


def test_the_command_opens_a_workbook_and_other_programs_use_it(xlwings_on_libreoffice, tmp_path):
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    command = [sys.executable, "-c", "from cashbuoy_addin.cli import main; main()"]
    running = subprocess.Popen(
        [*command, "libreoffice", "--headless", str(path)], stdout=subprocess.PIPE, text=True
    )
    try:
        pipe = running.stdout.readline().rpartition(" ")[2].strip()
        app = xlwings_on_libreoffice.App(impl=App.of(Session.attach(pipe)))
        app.books["book.xlsx"].sheets[0]["A1"].value = "reached"
        assert app.books["book.xlsx"].sheets[0]["A1"].value == "reached"
        app.quit()
        assert running.wait(60) == 0
    finally:
        running.kill()
        running.stdout.close()


def test_a_missing_workbook_is_named(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_book(tmp_path / "missing.xlsx", headless=True)


def test_a_lock_left_behind_is_named(xlwings_on_libreoffice, tmp_path):
    path, lock = tmp_path / "book.xlsx", tmp_path / ".~lock.book.xlsx#"
    openpyxl.Workbook().save(path)
    lock.write_text(",mei,pc7,23.11.2026 09:00,file:///home/mei;")
    with pytest.raises(ValueError, match=r"mei on pc7 .* 23\.11\.2026 09:00.* delete .*~lock"):
        xlwings_on_libreoffice.Book(path)
    lock.unlink()
    xlwings_on_libreoffice.Book(path).close()


def test_who_attaches_to_an_office_without_windows_opens_none(xlwings_on_libreoffice, capfd):
    book = xlwings_on_libreoffice.Book()
    attached = Session.attach(book.app.impl.session.pipe)
    try:
        assert attached.headless
        assert App(attached).alert("Done.", "Cashbuoy", "ok", None, None) == "ok"
        assert "Cashbuoy: Done." in capfd.readouterr().err
    finally:
        attached.close()
        book.close()
