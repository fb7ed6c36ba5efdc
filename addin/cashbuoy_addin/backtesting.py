"""The command `backtest`: how good the forecast of collections would have been on a ledger."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cashbuoy.errors import CashbuoyError
from cashbuoy_workbook.texts import Language

if TYPE_CHECKING:
    from cashbuoy.behaviour.backtest import Backtest
    from cashbuoy_addin.settings import Run
    from cashbuoy_workbook.book import InputBook
    from cashbuoy_workbook.texts import Texts


class BacktestError(CashbuoyError):
    """The ledger, or what is asked of it, leaves nothing to stand at; the text says why."""


@dataclass(frozen=True)
class Wanted:
    """Dates to stand at and what is looked at from each, as asked for."""

    first: dt.date | None
    last: dt.date | None
    every_days: int
    weeks: int


def add_to(app: typer.Typer) -> None:
    """Make the command part of the command line."""
    app.command()(backtest)


def backtest(
    source: Annotated[
        Path,
        typer.Argument(metavar="SRC", help="A workbook, a CSV file, or a folder of Xero's tables."),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            metavar="FILE",
            help="Columns of a CSV file, where its titles are not known.",
        ),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First date to stand at.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last date to stand at.")
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="Days between the dates.")] = 14,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="Weeks looked ahead.")] = 8,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="Policy file.")
    ] = None,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language of what is printed.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Stand at past dates, forecast collections with what was known then, and compare."""
    from cashbuoy_addin.settings import Wishes, read_date, resolve  # noqa: PLC0415
    from cashbuoy_workbook.texts import Texts  # noqa: PLC0415

    begin = read_date(first, "--from") if first else None
    end = read_date(last, "--to") if last else None
    book = _read(source, mapping, Texts(lang or "en"))
    run = resolve(book.settings, source.parent, Wishes(policy=policy, language=lang))
    texts = Texts(run.language)
    result = _tested(source, book, run, Wanted(begin, end, every, weeks), texts)
    if as_json:
        typer.echo(json.dumps(_as_data(result), indent=2))
        return
    for line in lines(result, texts):
        typer.echo(line)


def lines(result: Backtest, texts: Texts) -> list[str]:
    """What is printed: errors by method, coverage of the bands, calibration of chances."""
    origins = result.protocol.origins
    said = [
        texts(
            "backtest.title",
            origins=len(origins),
            first=origins[0],
            last=origins[-1],
            weeks=result.protocol.weeks,
        ),
        "",
        _columns(texts("backtest.wape"), texts("backtest.bias"), texts("backtest.method")),
    ]
    said += [
        _columns(f"{row.wape:.3f}", f"{row.bias:+.3f}", texts(f"backtest.{row.method}"))
        for row in result.scores().itertuples(index=False)
    ]
    said += ["", texts("backtest.luck", wape=f"{result.luck():.3f}")]
    for percent, share in result.coverage().items():
        said.append(texts("backtest.coverage", percent=percent, share=f"{share:.1%}"))
    said += ["", texts("backtest.calibration")]
    titles = ("forecast", "came_true", "cases")
    said.append(_columns(*(texts(f"backtest.{title}") for title in titles)))
    for row in result.calibration().itertuples(index=False):
        said.append(_columns(f"{row.forecast:.1%}", f"{row.came_true:.1%}", f"{row.n:,}"))
    return said


def _columns(*cells: str) -> str:
    return "  ".join([*(cell.rjust(10) for cell in cells[:-1]), cells[-1]])


def _tested(source: Path, book: InputBook, run: Run, wanted: Wanted, texts: Texts) -> Backtest:
    from cashbuoy.behaviour import backtest as engine  # noqa: PLC0415
    from cashbuoy.calendars import calendar_of  # noqa: PLC0415
    from cashbuoy.ledger.clean import clean_ledgers  # noqa: PLC0415
    from cashbuoy.ledger.currency import Rates  # noqa: PLC0415
    from cashbuoy.ledger.documents import receivable_documents  # noqa: PLC0415

    ledgers = clean_ledgers(book.tables, run.policy.firm.base_currency)
    rates = Rates.of(ledgers, run.policy.forecast.exchange_rate, run.as_of)
    invoices = receivable_documents(ledgers, run.policy, rates)
    origins = engine.origins(
        invoices, wanted.first, wanted.last, wanted.every_days, wanted.weeks, run.as_of
    )
    if not origins:
        raise BacktestError(
            texts(
                "backtest.nothing",
                path=source,
                days=engine.DAYS_OF_HISTORY,
                weeks=wanted.weeks,
            )
        )
    ahead = origins[-1] + dt.timedelta(days=7 * wanted.weeks)
    calendar = calendar_of(run.policy.calendar, origins[0], ahead)
    protocol = engine.Protocol(origins, wanted.weeks)
    return engine.backtest(invoices, run.policy, calendar, protocol)


def _read(source: Path, mapping: Path | None, texts: Texts) -> InputBook:
    """The ledgers of a workbook, a folder, or a CSV file with its mapping; without one, the file's
    titles must be ours or those of a shipped mapping."""
    from cashbuoy.config import shipped  # noqa: PLC0415
    from cashbuoy_addin import imports  # noqa: PLC0415
    from cashbuoy_addin.hosts.file import read_workbook  # noqa: PLC0415
    from cashbuoy_addin.imports.any_file import UnknownFileError, import_file  # noqa: PLC0415

    if source.is_dir():
        return imports.import_xero(source)
    if source.suffix.lower() != ".csv":
        return read_workbook(source)
    shipped_ones = shipped() / "imports"
    if mapping is None:
        try:
            return import_file(source, texts.language)
        except UnknownFileError as unknown:
            names = ", ".join(sorted(Path(str(f)).stem for f in shipped_ones.iterdir()))
            words = texts("backtest.mapping_missing", path=source, names=names)
            raise BacktestError(words) from unknown
    known = Path(str(shipped_ones / f"{mapping}.yaml"))
    chosen = mapping if mapping.exists() or not known.is_file() else known
    return imports.import_csv(source, imports.load_mapping(chosen))


def _as_data(result: Backtest) -> dict[str, object]:
    """The results as plain values; weeks in minor units of the base currency."""
    return {
        "origins": [str(day) for day in result.protocol.origins],
        "weeks_ahead": result.protocol.weeks,
        "scores": result.scores().to_dict("records"),
        "luck": result.luck(),
        "coverage": {str(p): share for p, share in result.coverage().items()},
        "calibration": result.calibration().to_dict("records"),
        "weeks": result.weeks.assign(origin=result.weeks["origin"].astype(str)).to_dict("records"),
    }
