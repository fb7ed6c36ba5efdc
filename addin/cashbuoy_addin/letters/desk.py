"""From what a host read to the letters to write, and those written earlier on the same day."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from cashbuoy.collection.letter import ON_DEMAND, Kind, Letter
from cashbuoy.collection.letters import LetterDesk, NoSuchLetterError
from cashbuoy.errors import CashbuoyError
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_addin.settings import Run
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.texts import Texts


class LetterRequestError(CashbuoyError):
    """A letter that cannot be written as asked for; the text says why."""


@dataclass(frozen=True)
class ToWrite:
    """Letters to write now, and how many of the day's have been written already."""

    letters: tuple[Letter, ...]
    repeated: int


def open_desk(book: InputBook, run: Run) -> LetterDesk:
    """The desk of a workbook at the run's date."""
    ledgers = clean_ledgers(book.tables, run.policy.firm.base_currency)
    return LetterDesk.of(ledgers, run.policy, run.as_of)


def letters_wanted(
    desk: LetterDesk,
    run: Run,
    kind: Kind | None = None,
    customer: str | None = None,
    written: Iterable[tuple[str, str]] = (),
) -> ToWrite:
    """The letters due today, or those asked for: of a kind, to a customer, or both (then due or
    not). `written`: customer and kind of those that were written today elsewhere.

    LetterRequestError: an unknown customer, a kind that needs one, nothing to write about.
    """
    say = Texts(run.language)
    name = None if customer is None else known_customer(desk, customer, say)
    if kind is not None and name is not None:
        letters = _asked(desk, kind, name, say)
    elif kind in ON_DEMAND and kind != "claim_notice":
        word = say(f"letters.kind_{kind}")
        raise LetterRequestError(say("letters.needs_customer", kind=word))
    else:
        letters = tuple(
            letter
            for letter in desk.due()
            if kind in {None, letter.kind} and name in {None, letter.customer}
        )
    done = _written_today(desk) | set(written)
    new = tuple(
        letter for letter in letters if (letter.customer, letter.action or letter.kind) not in done
    )
    return ToWrite(new, len(letters) - len(new))


def _asked(desk: LetterDesk, kind: Kind, customer: str, say: Texts) -> tuple[Letter, ...]:
    try:
        return desk.on_demand(kind, customer)
    except NoSuchLetterError as error:
        text = say(f"letters.{error}", customer=error.customer)
        raise LetterRequestError(text) from None


def _written_today(desk: LetterDesk) -> set[tuple[str, str]]:
    actions = desk.ledgers["tblActions"]
    today = actions[actions["date"].dt.date == desk.as_of]
    return set(zip(today["customer"], today["action"], strict=True))


def known_customer(desk: LetterDesk, customer: str, say: Texts) -> str:
    """The customer's own spelling, found by code or name. LetterRequestError names the nearest."""
    table = desk.ledgers["tblCustomers"]
    names = dict(zip(table["name"], table["customer"], strict=True))
    every = {*table["customer"], *desk.pursued.items["customer"]}
    wanted = customer.strip()
    if wanted in every:
        return wanted
    if wanted and wanted in names:
        return str(names[wanted])
    close = difflib.get_close_matches(wanted, [n for n in (*every, *names) if n], n=1, cutoff=0)
    nearest = close[0] if close else "–"
    raise LetterRequestError(say("letters.unknown_customer", customer=wanted, nearest=nearest))
