"""The commands `letters` and `evidence`: letters due today, or asked for; proof of a default."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from cashbuoy_addin.letters.writing import Written
    from cashbuoy_workbook.texts import Texts

KindName = Literal[
    "note", "due_note", "reminder", "first", "second", "final", "formal_demand", "hand_over",
    "plan_offer", "plan_confirmation", "dispute_reply", "claim_notice",
]  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Make the commands part of the command line."""
    app.command()(letters)
    app.command()(evidence)


def letters(
    book: Annotated[
        Path, typer.Argument(metavar="BOOK", help="The workbook to read; it is never written.")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where the letters go.")
    ],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Letters of this day.")
    ] = None,
    kind: Annotated[KindName | None, typer.Option("--kind", help="Only letters of a kind.")] = None,
    customer: Annotated[
        str | None,
        typer.Option("--customer", metavar="C", help="Only to one customer; with --kind: now."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", help="Language of the letters. Default: each customer's own."),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="Policy file.")
    ] = None,
) -> None:
    """Write the letters to late payers that are due today. Nothing is sent."""
    from cashbuoy_addin.hosts.file import read_workbook  # noqa: PLC0415
    from cashbuoy_addin.letters import list_file  # noqa: PLC0415
    from cashbuoy_addin.letters.desk import letters_wanted, open_desk  # noqa: PLC0415
    from cashbuoy_addin.letters.templates import Templates  # noqa: PLC0415
    from cashbuoy_addin.letters.writing import make_documents, write_documents  # noqa: PLC0415
    from cashbuoy_addin.settings import Wishes, read_date, resolve  # noqa: PLC0415
    from cashbuoy_workbook.texts import Texts  # noqa: PLC0415

    read = read_workbook(book)
    wishes = Wishes(read_date(as_of, "--as-of") if as_of else None, policy, None)
    run = resolve(read.settings, book.parent, wishes)
    say = Texts(run.language)
    log = output / say("letters.log_file")
    desk = open_desk(read, run)
    wanted = letters_wanted(desk, run, kind, customer, list_file.written_on(log, run.as_of))
    templates = Templates.of(book.parent, run.language)
    documents = make_documents(wanted.letters, run.policy, templates, lang or "")
    if documents:
        written = write_documents(documents, output, run.policy, run.language)
        list_file.note(log, written.log)
        _tell(written, say)
    else:
        typer.echo(say("letters.written_none", date=run.as_of.isoformat()))
    if wanted.repeated:
        typer.echo(say("letters.skipped", count=wanted.repeated))


def evidence(
    book: Annotated[
        Path, typer.Argument(metavar="BOOK", help="The workbook to read; it is never written.")
    ],
    customer: Annotated[str, typer.Option("--customer", metavar="C", help="Who has defaulted.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where the file is laid out.")
    ],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Close of this day.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="Policy file.")
    ] = None,
) -> None:
    """Lay out the evidence file of a default: index, folders, checksums, what is missing, and the
    notice to the credit insurer. Run again, it takes in what was put there."""
    from cashbuoy_addin.hosts.file import read_workbook  # noqa: PLC0415
    from cashbuoy_addin.letters.desk import open_desk  # noqa: PLC0415
    from cashbuoy_addin.letters.evidence import write_evidence  # noqa: PLC0415
    from cashbuoy_addin.letters.templates import Templates  # noqa: PLC0415
    from cashbuoy_addin.settings import Wishes, read_date, resolve  # noqa: PLC0415
    from cashbuoy_workbook.texts import Texts  # noqa: PLC0415

    read = read_workbook(book)
    wishes = Wishes(read_date(as_of, "--as-of") if as_of else None, policy, None)
    run = resolve(read.settings, book.parent, wishes)
    templates = Templates.of(book.parent, run.language)
    made = write_evidence(open_desk(read, run), run, customer, output, templates)
    say = Texts(run.language)
    typer.echo(say("evidence.written", folder=made.folder))
    if made.missing:
        typer.echo(say("evidence.still_missing", parts=", ".join(made.missing)))


def _tell(written: Written, say: Texts) -> None:
    for file in written.files:
        typer.echo(file.name)
    for note in written.notes:
        typer.echo(note)
    key = "letters.written_one" if len(written.files) == 1 else "letters.written"
    typer.echo(say(key, count=len(written.files), folder=written.folder))
