"""The commands `adopt plans` and `adopt payments`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cashbuoy_addin.exit_codes import FOUND

if TYPE_CHECKING:
    from cashbuoy_addin.refresh import Refreshed

Book = Annotated[
    Path, typer.Argument(metavar="BOOK", help="The workbook to read; it is never written.")
]
Output = Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="The new workbook.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Close of this day.")]
PolicyFile = Annotated[Path | None, typer.Option("--policy", metavar="FILE", help="Policy file.")]


def add_to(app: typer.Typer) -> None:
    """Make the commands part of the command line."""
    adopt = typer.Typer(
        help="Make plans of chosen proposals, or approvals of scheduled payment days.",
        no_args_is_help=True,
    )
    adopt.command()(plans)
    adopt.command()(payments)
    app.add_typer(adopt, name="adopt")


def plans(book: Book, output: Output, as_of: AsOf = None, policy: PolicyFile = None) -> None:
    """Add the proposals chosen on Plan proposals to the plans, with their invoices."""
    from cashbuoy_addin.adoption.files import adopt_plans_in  # noqa: PLC0415
    from cashbuoy_addin.settings import Wishes, read_date  # noqa: PLC0415

    wishes = Wishes(read_date(as_of, "--as-of") if as_of else None, policy, None)
    _tell(*adopt_plans_in(book, output, wishes))


def payments(book: Book, output: Output, as_of: AsOf = None, policy: PolicyFile = None) -> None:
    """Write the scheduled payment days beside the bills that have no date yet."""
    from cashbuoy_addin.adoption.files import adopt_payments_in  # noqa: PLC0415
    from cashbuoy_addin.settings import Wishes, read_date  # noqa: PLC0415

    wishes = Wishes(read_date(as_of, "--as-of") if as_of else None, policy, None)
    _tell(*adopt_payments_in(book, output, wishes))


def _tell(result: Refreshed, said: str) -> None:
    """What was adopted; a control total that does not hold makes the command fail."""
    typer.echo(said)
    typer.echo(str(result.output))
    if result.broken:
        raise typer.Exit(FOUND)
