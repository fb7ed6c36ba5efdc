"""The evidence file of a default (B7): a folder with a place for every kind of proof, an index that
names what is there and what is missing, checksums, statement and the insurer's notice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cashbuoy.collection.claim_file import claim_lines
from cashbuoy.collection.letters import LetterDesk, NoSuchLetterError
from cashbuoy_addin.letters.desk import LetterRequestError, known_customer
from cashbuoy_addin.letters.names import file_stem, own_stem
from cashbuoy_addin.letters.templates import Templates
from cashbuoy_addin.letters.writing import make_documents
from cashbuoy_addin.settings import Run
from cashbuoy_workbook.letters.evidence_index import Slot, evidence_index
from cashbuoy_workbook.texts import Texts

# Numbered folders in the order in which a court or an insurer asks for them.
SLOTS = ("contract", "delivery", "acceptance", "invoices", "correspondence", "payments")
DEMANDS = "demands"
MANIFEST = "SHA256SUMS.txt"
_IGNORED = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class EvidenceFile:
    """What was written: the folder, its files with their checksums, and the empty slots' names."""

    folder: Path
    files: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


def write_evidence(
    desk: LetterDesk, run: Run, customer: str, output: Path, templates: Templates
) -> EvidenceFile:
    """Lay out or bring up to date the evidence file of a customer under `output`. What the user put
    into it is never touched: only index and manifest are written anew; the letters once a day.

    LetterRequestError for an unknown customer, or one that owes nothing overdue."""
    say = Texts(run.language)
    name = known_customer(desk, customer, say)
    try:
        letters = desk.on_demand("formal_demand", name)
    except NoSuchLetterError as error:
        raise LetterRequestError(say(f"letters.{error}", customer=name)) from None
    try:
        notices = desk.on_demand("claim_notice", name)
    except NoSuchLetterError:
        notices = ()
    letters = (*letters, *notices)
    documents = make_documents(letters, run.policy, templates)
    folder = output / own_stem(say("evidence.folder", customer=name))
    slots = [(key, folder / _numbered(i, key, say)) for i, key in enumerate((*SLOTS, DEMANDS), 1)]
    for _, place in slots:
        place.mkdir(parents=True, exist_ok=True)
    for document in documents:
        day = f"{run.as_of:%Y-%m-%d}"
        file = slots[-1][1] / f"{file_stem(f'{day} {document.name}')}.docx"
        if not file.exists():  # it may be the one that was signed
            file.write_bytes(document.data)
    found = [
        Slot(key, say(f"evidence.slot_{key}"), place.name, tuple(_files(place, folder)))
        for key, place in slots
    ]
    sums = _sums(folder, {say("evidence.index_name"), MANIFEST})
    claim = None
    if notices:
        calendar = desk.pursued.calendar
        claim = claim_lines(desk.receivables, desk.ledgers, run.policy, run.as_of, calendar, name)
    page = evidence_index(letters, tuple(found), dict(sums), run.policy, run.language, claim)
    index = folder / say("evidence.index_name")
    index.write_text(page, encoding="utf-8", newline="\n")
    sums = (*sums, (index.name, _sum_of(index)))
    lines = "".join(f"{digest}  {path}\n" for path, digest in sums)
    (folder / MANIFEST).write_text(lines, encoding="utf-8", newline="\n")
    missing = tuple(slot.title for slot in found if not slot.files)
    return EvidenceFile(folder, sums, missing)


def _numbered(number: int, key: str, say: Texts) -> str:
    return f"{number:02d} {say(f'evidence.slot_{key}')}"


def _files(place: Path, folder: Path) -> list[str]:
    """Files below a place, as paths from the evidence file's folder, in order."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in place.rglob("*")
        if path.is_file() and path.name.casefold() not in _IGNORED
    )


def _sums(folder: Path, without: set[str]) -> tuple[tuple[str, str], ...]:
    names = [name for name in _files(folder, folder) if name not in without]
    return tuple((name, _sum_of(folder / name)) for name in names)


def _sum_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
