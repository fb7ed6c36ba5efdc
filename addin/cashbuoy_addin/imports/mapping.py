"""Import mappings: which column of a file fills which column of a ledger, in YAML."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from cashbuoy.ledger.dates import DateOrder
from cashbuoy.ledger.schema import TABLES, Table
from cashbuoy.policy.strict_yaml import Document, decode, read_document, shorten
from cashbuoy_addin.imports.source import ENCODINGS, ImportFailed


def _as_list(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML holds
    return [value] if isinstance(value, str) else value


Titles = Annotated[list[str], BeforeValidator(_as_list), Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Copy(_Part):
    """Fill a column from another one of the ledger, in rows where a third is not empty."""

    source: str = Field(alias="from")
    when_filled: str = ""


class ImportMapping(_Part):
    """How one kind of file is read.

    columns: ledger column -> title in the file, or several titles of which one is there.
    constants: ledger column -> the value of every row.
    values: ledger column -> {text in the file: value in the ledger}.
    copy: ledger column -> where else its value comes from, when the file leaves it empty.
    always_filled: titles that the source program fills in every document. A row without them is no
        document of its: it is imported, marked as held back, and not counted.
    date_order: mdy or dmy where the file writes 3/4/2026.
    settings: settings of the new workbook, such as base_currency.
    """

    table: str
    delimiter: str = Field(default="", max_length=1)
    encodings: list[str] = Field(default=list(ENCODINGS), min_length=1)
    date_order: DateOrder | None = None
    columns: dict[str, Titles] = Field(min_length=1)
    constants: dict[str, str | float | bool] = {}
    translations: dict[str, dict[str, str]] = Field(default={}, alias="values")
    copy_from: dict[str, Copy] = Field(default={}, alias="copy")
    always_filled: list[str] = []
    settings: dict[str, str] = {}

    @property
    def ledger(self) -> Table:
        return TABLES[self.table]

    @field_validator("table")
    @classmethod
    def _known_table(cls, table: str) -> str:
        if table not in TABLES:
            raise ValueError(f"no such table; allowed are {', '.join(TABLES)}")
        return table

    @model_validator(mode="after")
    def _known_columns(self) -> Self:
        known = self.ledger.by_name
        copies = self.copy_from.items()
        named = [*self.columns, *self.constants, *self.translations, *self.copy_from]
        named += [c.source for _, c in copies] + [c.when_filled for _, c in copies if c.when_filled]
        for name in named:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"Did you mean {near[0]}? " if near else ""
                raise ValueError(
                    f"{self.table} has no column {name}. {hint}It has {', '.join(known)}"
                )
        given = {*self.columns, *self.constants, *self.copy_from}
        missing = [c.name for c in self.ledger.columns if c.required and c.name not in given]
        if missing:
            raise ValueError(f"nothing fills what is required: {', '.join(missing)}")
        if "held" in given and self.always_filled:
            raise ValueError("the column held is filled by always_filled; map one or the other")
        return self


def load_mapping(path: Path) -> ImportMapping:
    """A mapping from a YAML file. ImportFailed names file, line, key and what is allowed."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise ImportFailed("cannot_read", path=path, reason=problem.strerror) from problem
    return read_mapping(data, str(path))


def read_mapping(data: bytes, source: str) -> ImportMapping:
    """A mapping from YAML; `source` names it in errors."""
    text = decode(data, source)
    if not isinstance(text, str):
        raise ImportFailed("import_mapping", path=source, reason=text.message)
    document = read_document(text, source)
    if document.problems or not isinstance(document.data, dict):
        first = document.problems[0].message if document.problems else "it holds no keys."
        raise ImportFailed("import_mapping", path=source, reason=first)
    try:
        return ImportMapping.model_validate(document.data)
    except ValidationError as problems:
        lines = [_in_words(error, document) for error in problems.errors(include_url=False)]
        reason = "\n".join(lines)
        raise ImportFailed("import_mapping", path=source, reason=reason) from problems


def _in_words(error: Any, document: Document) -> str:  # noqa: ANN401 - pydantic's own shape
    path = tuple(error["loc"])
    while path and path not in document.spots:
        path = path[:-1]
    line = document.spots[path].line if path in document.spots else 1
    key = ".".join(str(step) for step in error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        known = [f.alias or name for name, f in ImportMapping.model_fields.items()]
        near = get_close_matches(str(error["loc"][-1]), known, n=1)
        message = (
            f"unknown key. {f'Did you mean {near[0]}? ' if near else ''}Known: {', '.join(known)}"
        )
    elif error["type"] != "value_error":
        message += f"; found {shorten(str(error.get('input')))}"
    return f"line {line}: {key + ': ' if key else ''}{message}"
