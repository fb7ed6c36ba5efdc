"""What stops a refresh is said in the language of its workbook, with the sheet and row as shown."""

import datetime as dt

import openpyxl
import pytest

from cashbuoy.errors import CashbuoyError
from cashbuoy_addin.new_books import create_template
from cashbuoy_addin.refresh import refresh_file
from cashbuoy_addin.settings import Wishes

AS_OF = dt.date(2026, 6, 17)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A Chinese workbook with an invoice in dollars and no exchange rate."""
    folder = tmp_path_factory.mktemp("books")
    create_template(folder / "new.xlsx", "basic", "zh", overwrite=False)
    book = openpyxl.load_workbook(folder / "new.xlsx")
    sheet = book["应收台账"]
    for column, value in zip("ABCDEF", ["A-1", "甲", AS_OF, AS_OF, "USD", 100], strict=True):
        sheet[f"{column}6"] = value
    book.save(folder / "book.xlsx")
    (folder / "own.yaml").write_text("extends: basic\nforcast: {}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (None, ("缺少 USD", "“应收台账”第 6 行", "“汇率”")),
        ("zh", ("缺少 USD", "“应收台账”第 6 行", "“汇率”")),
        ("en", ("No exchange rate for USD", "“Receivables” needs one (row 6)", "“Exchange rates”")),
    ],
)
def test_a_missing_exchange_rate(folder, asked, words) -> None:
    with pytest.raises(CashbuoyError) as refused:
        refresh_file(folder / "book.xlsx", folder / "out.xlsx", Wishes(AS_OF, None, asked))
    assert all(word in str(refused.value) for word in words)
    assert not (folder / "out.xlsx").exists()


@pytest.mark.parametrize(("asked", "words"), [(None, "没有这个键"), ("en", "unknown key")])
def test_a_policy_with_a_mistake(folder, asked, words) -> None:
    wishes = Wishes(AS_OF, folder / "own.yaml", asked)
    with pytest.raises(CashbuoyError, match=words):
        refresh_file(folder / "book.xlsx", folder / "out.xlsx", wishes)
