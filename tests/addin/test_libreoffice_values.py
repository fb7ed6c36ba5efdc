"""What the LibreOffice engine does without LibreOffice: values, addresses, codes; and how light."""

from __future__ import annotations

import ast
import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashbuoy_addin
from cashbuoy_addin.libreoffice import addresses, engine, values
from cashbuoy_addin.libreoffice.addresses import COLUMNS, ROWS, Rectangle

HERE = Path(cashbuoy_addin.__file__).parent / "libreoffice"


@pytest.mark.parametrize(
    ("address", "rectangle"),
    [
        ("A1", Rectangle(0, 0)),
        ("$C$2:B$9", Rectangle(1, 1, 8, 2)),
        ("xfd1048576", Rectangle(ROWS - 1, COLUMNS - 1)),
        ("A:C", Rectangle(0, 0, ROWS, 3)),
        ("3:$5", Rectangle(2, 0, 3, COLUMNS)),
        ("XFE1", None),
        ("A0", None),
        ("A", None),
        ("tblBank", None),
        ("as_of", None),
        ("A1:tblBank", None),
    ],
)
def test_addresses_are_read(address, rectangle):
    assert addresses.parse(address) == rectangle


@given(
    st.integers(0, ROWS - 2), st.integers(0, COLUMNS - 2), st.integers(1, 50), st.integers(1, 50)
)
def test_addresses_are_written_as_they_are_read(row, column, rows, columns):
    area = Rectangle(row, column, min(rows, ROWS - row), min(columns, COLUMNS - column))
    assert addresses.parse(area.address()) == area
    relative = area.address(absolute_rows=False, absolute_columns=False)
    assert "$" not in relative
    assert addresses.parse(relative) == area


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A1,B2:C3", ["A1", "B2:C3"]),
        ("'a, b'!A1,C2", ["'a, b'!A1", "C2"]),
        ("tbl[a, b],C2", ["tbl[a, b]", "C2"]),
        ("A1,'a, b'!C2", ["A1", "'a, b'!C2"]),
        ("'a'!A1,'it''s, b'!C2,D3", ["'a'!A1", "'it''s, b'!C2", "D3"]),
        ("tbl[it's],C2", ["tbl[it's]", "C2"]),
        ("", []),
    ],
)
def test_areas_are_parted_at_commas(text, parts):
    assert addresses.split_areas(text) == parts


@pytest.mark.parametrize("name", ["Sheet1", "It's", "现金流", "12 months", "A1", "a!b"])
def test_names_of_sheets_are_quoted_so_that_they_can_be_read(name):
    assert addresses.split_sheet(addresses.quote_sheet(name) + "!A1") == (name, "A1")


def test_runs_of_dates_and_booleans_are_joined_by_column():
    day = dt.date(2026, 3, 1)
    encoded = values.encode([[day, 1.0], [day, True], [None, True], [day, "x"]])
    assert encoded.rows == [[46082.0, 1.0], [46082.0, 1.0], ["", 1.0], [46082.0, "x"]]
    assert encoded.shown == [(0, 0, 2, "m/d/yyyy"), (0, 3, 1, "m/d/yyyy")]
    assert encoded.booleans == [(1, 1, 2)]


def test_infinity_is_refused():
    with pytest.raises(ValueError, match="infinity"):
        values.encode([[float("inf")]])


moments = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
cells = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | moments


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8))
def test_what_is_encoded_is_decoded(rows):
    """As if LibreOffice kept everything it was sent, and showed it as it was told."""
    encoded = values.encode(rows)
    answer = {
        "null_date": [1899, 12, 30],
        "rows": encoded.rows,
        "dates": [[first, column, count, 1] for column, first, count, _ in encoded.shown],
        "booleans": [[first, column, count, 1] for column, first, count in encoded.booleans],
        "errors": [],
    }
    assert values.decode(answer, len(rows), 2) == tuple(rows)


def test_what_lies_beyond_the_used_part_is_empty():
    answer = {"null_date": [1904, 1, 1], "rows": [[1.0, None]], "dates": [[0, 0, 1, 1]]}
    answer |= {"booleans": [], "errors": [[0, 1, 32767]]}
    error = values.ERRORS["#N/A"]
    assert values.decode(answer, 2, 3) == ((dt.datetime(1904, 1, 2), error, None), (None,) * 3)


@pytest.mark.parametrize("path", sorted((HERE / "office").glob("*.py")), ids=lambda path: path.name)
def test_what_runs_in_libreoffices_python_is_fit_for_an_old_one(path):
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 8))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in imported:
        if isinstance(node, ast.ImportFrom) and node.level:
            continue
        names = [node.module] if isinstance(node, ast.ImportFrom) else [n.name for n in node.names]
        roots = {str(name).partition(".")[0] for name in names}
        assert roots <= {*sys.stdlib_module_names, "uno", "unohelper", "com"}


def loaded(code: str) -> set[str]:
    """The modules that are really loaded after some code."""
    code += "\nimport sys; print(*(name for name, found in sys.modules.items() if found))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_arguments_of_formulas_are_converted_as_on_excel():
    """Formulas are calculated without a range: xlwings then asks for the engine "excel"."""
    xlwings = engine.activate()
    try:
        sent = (("day", "cash"), (dt.datetime(2026, 3, 1), 1.0), (None, values.ERRORS["#N/A"]))
        options = {"err_to_str": True}
        read = xlwings.conversion.read(None, sent, options)
        assert read == [["day", "cash"], [dt.datetime(2026, 3, 1), 1.0], [None, "#N/A"]]
        assert xlwings.conversion.read(None, sent, {})[2] == [None, None]
        frame = xlwings.conversion.read(None, sent[:2], {"convert": pd.DataFrame, "index": False})
        assert list(frame["cash"]) == [1.0]
    finally:
        engine.deactivate()


def test_xlwings_gets_back_the_engine_it_had():
    xlwings = engine.activate()
    engine.deactivate()
    engines = xlwings.engines
    before = (list(engines.engines), dict(engines.engines_by_name), engines.active)
    engine.activate()
    engine.activate()
    assert engines.active is engines["excel"]
    assert engines.active.impl is engine.ENGINE
    engine.deactivate()
    engine.deactivate()
    assert (list(engines.engines), dict(engines.engines_by_name), engines.active) == before


def test_only_the_open_source_part_of_xlwings_is_used():
    modules = loaded("from cashbuoy_addin.libreoffice import engine; engine.activate()")
    assert "xlwings.main" in modules
    assert not {name for name in modules if name.startswith(("xlwings.pro", "xlwings.server"))}


def test_the_command_line_starts_without_xlwings():
    modules = loaded("import cashbuoy_addin.cli")
    assert not {name for name in modules if name.split(".")[0] == "xlwings"}
