"""Letters to files: all of them worked out before the first is written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cashbuoy.collection.actions_log import invoice_list
from cashbuoy.collection.letter import Letter
from cashbuoy.policy.models import Policy
from cashbuoy_addin.letters.documents import fill_in
from cashbuoy_addin.letters.names import file_stem, unused
from cashbuoy_addin.letters.templates import Templates, language_code
from cashbuoy_workbook.letters.context import letter_context
from cashbuoy_workbook.texts import Language, Texts


@dataclass(frozen=True)
class Document:
    """One letter as a file to be: `notes` are what the user should know about it."""

    letter: Letter
    name: str
    data: bytes
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What was written and where; `log` in the columns of tblActions, one row a letter."""

    folder: Path
    files: tuple[Path, ...]
    log: pd.DataFrame
    notes: tuple[str, ...]


def make_documents(
    letters: Sequence[Letter], policy: Policy, templates: Templates, wanted: str = ""
) -> tuple[Document, ...]:
    """The letters as Word documents, each in `wanted` or its customer's language.
    LetterTemplateError for a template that is missing or broken. No two have the same name: two
    insurers' notices about one customer are two files, whoever writes them."""
    found = [_document(letter, policy, templates, wanted) for letter in letters]
    times = Counter(document.name.casefold() for document in found)
    named: list[Document] = []
    taken: set[str] = set()
    for document in found:
        name = document.name
        if times[name.casefold()] > 1:
            name = file_stem(f"{name} {_subject(document.letter)}")
        name = unused(Path(f"{name}.docx"), taken, on_disk=False).stem
        taken.add(f"{name}.docx".casefold())
        named.append(replace(document, name=name))
    return tuple(named)


def write_documents(
    documents: Sequence[Document], folder: Path, policy: Policy, language: Language
) -> Written:
    """Write the documents into `folder`, which is made where it is missing; nothing that is there
    is written over."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for document in documents:
        file = unused(folder / f"{document.name}.docx")
        with file.open("xb") as stream:
            stream.write(document.data)
        files.append(file)
    notes = [note for document in documents for note in document.notes]
    if documents and not policy.letters.sender.bank_account:
        notes.append(Texts(language)("letters.no_bank_account"))
    letters = [document.letter for document in documents]
    return Written(
        folder, tuple(files), _log(letters, files, language), tuple(dict.fromkeys(notes))
    )


def folder_name(day: dt.date, language: Language) -> str:
    """The folder of a day's letters."""
    return Texts(language)("letters.folder", date=f"{day:%Y-%m-%d}")


def _subject(letter: Letter) -> str:
    """What tells letters of one kind to one customer apart."""
    return (letter.cover.policy if letter.cover else "") or letter.plan or letter.plan_currency


def _document(letter: Letter, policy: Policy, templates: Templates, wanted: str) -> Document:
    say = Texts(templates.language)
    asked = wanted or letter.addressee.language
    language, file, data = templates.choose(letter.template, asked)
    filled = fill_in(data, letter_context(letter, policy, language), file, templates.language)
    notes = []
    if language_code(asked) not in {"", language}:
        used = say(f"letters.language_{language}")
        notes.append(
            say("letters.language_fallback", customer=letter.customer, language=asked, used=used)
        )
    if not letter.addressee.address and letter.kind != "claim_notice":
        notes.append(say("letters.no_address", customer=letter.customer))
    kind = say(f"letters.kind_{letter.kind}")
    return Document(letter, file_stem(f"{kind} {letter.customer}"), filled, tuple(notes))


def _log(letters: Sequence[Letter], files: Sequence[Path], language: Language) -> pd.DataFrame:
    rows = [
        {
            "date": letter.date,
            "customer": letter.customer,
            "action": letter.action or letter.kind,
            "invoices": _invoices(letter),
            "channel": letter.channel,
            "document": f"{file.parent.name}/{file.name}",
            "by": letter.owner.zh if language == "zh" else letter.owner.en,
        }
        for letter, file in zip(letters, files, strict=True)
    ]
    columns = ["date", "customer", "action", "invoices", "channel", "document", "by"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _invoices(letter: Letter) -> str:
    listed = letter.disputed if letter.kind == "dispute_reply" else letter.items
    return invoice_list(listed["document"].tolist())
