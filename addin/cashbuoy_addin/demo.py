"""The demo company: its ledgers come with the package; its workbook and policy are written out."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path

import pandas as pd
import yaml

from cashbuoy.ledger.schema import TABLES, Table
from cashbuoy_addin.hosts.file import write_workbook
from cashbuoy_addin.imports.raw_columns import spreadsheet_cells
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.places import check_folder
from cashbuoy_addin.refresh import Refreshed
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.choice_words import in_words
from cashbuoy_workbook.texts import Language

POLICY = "policy.yaml"
SETTINGS = "settings.yaml"


def seeds() -> Traversable:
    """The folder of the demo company's ledgers, in an installed package or in a checkout."""
    packaged = resources.files("cashbuoy_addin") / "seeds"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "seeds"


def build_demo(output: Path, language: Language | None = None) -> Refreshed:
    """Write the demo company's filled workbook, and beside it the policy that it goes by.

    The folder is made where it is missing. The same files come out every time.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    check_folder(output)
    book = demo_book(output.stem)
    policy_text = (seeds() / POLICY).read_bytes()
    with resources.as_file(seeds() / POLICY) as policy:
        run = resolve(book.settings, None, Wishes(policy=policy, language=language))
    book = replace(book, tables=in_words(book.tables, run.language))
    analysis, workbook = compute(book, run)
    write_workbook(workbook, output)
    output.with_name(f"{output.stem}-{POLICY}").write_bytes(policy_text)
    return Refreshed(analysis, book, run, output)


def demo_book(stem: str) -> InputBook:
    """The demo's tables as a user would have entered them, and its settings; `stem` is the name of
    the workbook, after which its policy file is called."""
    folder = seeds()
    found = {name: folder / f"{name}.csv" for name in TABLES}
    tables = {
        name: entered(TABLES[name], path.read_text(encoding="utf-8-sig"))
        for name, path in found.items()
        if path.is_file()
    }
    settings = yaml.safe_load((folder / SETTINGS).read_text(encoding="utf-8"))
    return InputBook(tables, {**settings, "policy_file": f"{stem}-{POLICY}"})


def entered(table: Table, text: str) -> pd.DataFrame:
    """A CSV under canonical titles as spreadsheet cells: numbers and dates where certain."""
    cells = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False, na_values=[""])
    names = [str(name) for name in cells.columns]
    columns = {
        name: spreadsheet_cells(table[name], cells[name].astype(object), None) for name in names
    }
    return pd.DataFrame(columns, dtype=object)
