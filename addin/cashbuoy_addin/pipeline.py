"""From what a host read to what a host writes: the same for files and for open workbooks."""

from __future__ import annotations

from dataclasses import replace

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_addin.settings import Run
from cashbuoy_workbook.blocks import Workbook
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.render import render


def compute(book: InputBook, run: Run) -> tuple[Analysis, Workbook]:
    """Everything a refresh will write, from what was read. Pure."""
    analysis = analysis_of(book, run)
    return analysis, render(analysis, book, run.language)


def analysis_of(book: InputBook, run: Run) -> Analysis:
    """What a refresh finds."""
    ledgers = clean_ledgers(book.tables, run.policy.firm.base_currency)
    ledgers = replace(ledgers, findings=(*book.findings, *ledgers.findings))
    return analyse(ledgers, run.policy, run.as_of, book.cells)
