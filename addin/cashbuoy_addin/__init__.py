"""The spreadsheet side: formulas, hosts, importers, command line."""

from __future__ import annotations


def version() -> str:
    """The installed version."""
    from importlib.metadata import version as installed  # noqa: PLC0415 - rarely asked for

    return installed("cashbuoy")
