"""The index of an evidence file as one HTML page: contents, gaps, statement, deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from cashbuoy.collection.letter import Letter
from cashbuoy.policy.models import Policy
from cashbuoy_workbook.letters.wording import Wording
from cashbuoy_workbook.texts import Language, Texts

_STYLE = (
    "body{font:14px/1.5 'Times New Roman',SimSun,serif;max-width:60em;margin:2em auto}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0 1.5em}"
    "th,td{border:1px solid #8795a1;padding:2px 6px;text-align:left;word-break:break-word}"
    "th{background:#f2f4f7}td.n{text-align:right;white-space:nowrap}"
    "code{font-size:11px;word-break:break-all}.gap{color:#b3261e}"
)


@dataclass(frozen=True)
class Slot:
    """A numbered folder for one kind of proof, and the files in it (paths from the file's root)."""

    key: str
    title: str
    folder: str
    files: tuple[str, ...]


def evidence_index(
    letters: Sequence[Letter],
    slots: Sequence[Slot],
    checksums: Mapping[str, str],
    policy: Policy,
    language: Language,
    claim: pd.DataFrame | None = None,
) -> str:
    """The page. `letters`: the formal demand first, then notices to insurers. `claim`:
    collection.claim_file.CLAIM_COLUMNS, what is claimed from them; None where there is none."""
    say, words, demand = Texts(language), Wording.of(language), letters[0]
    title = say("evidence.title", customer=demand.customer_name)
    as_of = say("evidence.as_of", date=words.date(demand.date), firm=policy.firm.name)
    parts = [
        f"<h1>{escape(title)}</h1><p>{escape(as_of)}</p>",
        _heading(say("evidence.contents")),
        _contents(slots, checksums, say),
        _heading(say("evidence.missing_title")),
        _missing(slots, demand, say),
        _heading(say("evidence.statement")),
        _statement(demand, words, say),
        *_claims(claim, policy, words, say),
        *_deadlines(letters[1:], words, say),
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    lang = "zh-CN" if language == "zh" else "en"
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head>{head}</head><body>\n{body}\n</body></html>\n'
    )


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Titles are texts, cells ready made."""
    head = "".join(f"<th>{escape(t)}</th>" for t in titles)
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows)
    return f"<table><tr>{head}</tr>\n{body}</table>"


def _cell(text: object) -> str:
    return f"<td>{escape(str(text))}</td>"


def _figure(text: str) -> str:
    return f'<td class="n">{escape(text)}</td>'


def _contents(slots: Sequence[Slot], checksums: Mapping[str, str], say: Texts) -> str:
    rows = [
        (_cell(slot.title), _cell(file), f"<td><code>{checksums.get(file, '')}</code></td>")
        for slot in slots
        for file in slot.files
    ]
    return _table([say("evidence.part"), say("evidence.file"), say("evidence.checksum")], rows)


def _missing(slots: Sequence[Slot], demand: Letter, say: Texts) -> str:
    """Empty folders, with the contracts or invoices that their proof is needed for."""
    owed = demand.items[demand.items["open"] > 0]
    contracts = [c for c in dict.fromkeys(owed["contract"].tolist()) if c]
    wanted = {"contract": contracts, "invoices": owed["document"].tolist()}
    lines = []
    for slot in slots:
        if not slot.files:
            text = say("evidence.missing", part=slot.title, folder=slot.folder)
            items = wanted.get(slot.key, contracts or owed["document"].tolist())
            needed = say("evidence.needed_for", items=", ".join(items)) if items else ""
            lines.append(f'<li class="gap">{escape(text)} {escape(needed)}</li>')
    return f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{escape(say('evidence.complete'))}</p>"


def _statement(demand: Letter, words: Wording, say: Texts) -> str:
    names = ("invoice", "contract", "due", "days", "currency", "open", "fee")
    rows: list[tuple[str, ...]] = [
        (
            _cell(row["document"]),
            _cell(row["contract"]),
            _cell(words.short_date(row["due_date"])),
            _figure(str(row["days_overdue"])),
            _cell(row["currency"]),
            _figure(words.figure(row["open"], row["currency"])),
            _figure(words.figure(row["fee"], row["currency"])),
        )
        for row in demand.items.to_dict("records")
    ]
    rows += [
        (
            *(_cell(text) for text in (say("evidence.total"), "", "", "", total.currency)),
            _figure(words.figure(total.open, total.currency)),
            _figure(words.figure(total.fee, total.currency)),
        )
        for total in demand.totals
    ]
    return _table([say(f"evidence.{name}") for name in names], rows)


def _claims(claim: pd.DataFrame | None, policy: Policy, words: Wording, say: Texts) -> list[str]:
    """The claim on each policy, invoice by invoice, with its total."""
    if claim is None or claim.empty:
        return []
    currency = policy.firm.base_currency
    titles = ("invoice", "shipped", "due", "open", "insured", "covered", "claimed", "reason")
    parts = []
    for (name, insurer), lines in claim.groupby(["policy", "insurer"], sort=False):
        rows: list[tuple[str, ...]] = [
            (
                _cell(row["document"]),
                _cell(words.short_date(row["shipped"])),
                _cell(words.short_date(row["due_date"])),
                _figure(words.figure(row["owed"], currency)),
                _figure(words.figure(row["insured"], currency)),
                _figure(words.share(row["covered"])),
                _figure(words.figure(row["claimed"], currency)),
                _cell(say(f"buffer.reason_{row['reason']}") if row["reason"] else ""),
            )
            for row in lines.to_dict("records")
        ]
        sums = [words.figure(int(lines[c].sum()), currency) for c in ("owed", "insured", "claimed")]
        total = (_cell(say("evidence.total")), _cell(""), _cell(currency), _figure(sums[0]))
        rows.append((*total, _figure(sums[1]), _cell(""), _figure(sums[2]), _cell("")))
        parts.append(_heading(say("evidence.claim", policy=name, insurer=insurer)))
        parts.append(_table([say(f"evidence.{title}") for title in titles], rows))
    return parts


def _deadlines(notices: Sequence[Letter], words: Wording, say: Texts) -> list[str]:
    parts = []
    for cover in (notice.cover for notice in notices if notice.cover is not None):
        parts.append(
            _heading(say("evidence.deadlines", policy=cover.policy, insurer=cover.insurer))
        )
        rows = [
            (
                _cell(row["document"]),
                _cell(say(f"cover.step_{row['step']}")),
                _cell(words.short_date(row["deadline"])),
                _cell(say(f"cover.state_{row['state']}")),
            )
            for row in cover.deadlines.to_dict("records")
        ]
        names = ("invoice", "step", "by", "state")
        parts.append(_table([say(f"evidence.{name}") for name in names], rows))
    return parts or [f"<p>{escape(say('evidence.not_insured'))}</p>"]
