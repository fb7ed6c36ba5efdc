"""What the command line says when it refuses, in the language of whoever types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import typer

from cashbuoy.errors import CashbuoyError

if TYPE_CHECKING:
    from cashbuoy_workbook.texts import Language, Texts

# The base of typer's refusals of a command line, which it shows to the user but does not export.
UsageError = cast("type[Exception]", typer.BadParameter.__bases__[0])
# The validation library's, before what an own check of typer's says.
_PREFIX = "Value error, "
_HINT = re.compile(r"Did you mean ('?)(?P<near>[^'?]+)\1")
# What typer says -> the catalogue's text.
_SAID = (
    ("missing", r"Missing (?:argument|option|parameter) '(?P<what>.+?)'"),
    (
        "choice",
        r"Invalid value for '(?P<what>.+?)': (?P<found>'.*') is not one of (?P<allowed>.+)\.",
    ),
    ("value", r"Invalid value for '?(?P<what>.+?)'?: (?P<reason>.+)"),
    ("option", r"No such option: (?P<what>[^ ?]+)"),
    ("no_value", r"Option '(?P<what>.+?)' requires (?:an argument|\d+ arguments)"),
    ("command", r"No such command '(?P<what>.+?)'"),
    ("extra", r"Got unexpected extra arguments?(?:\(s\))? \((?P<what>.*)\)"),
)


def language_of(words: Sequence[str] = ()) -> Language:
    """The language that the words of a command ask for with --lang, else the user's own
    (CASHBUOY_LANG, else the system's)."""
    from cashbuoy_addin.installer import language  # noqa: PLC0415
    from cashbuoy_addin.installer.local_system import LocalSystem  # noqa: PLC0415

    for word, after in pairwise((*words, "")):
        option, _, value = word.partition("=")
        asked = value or after
        if option == "--lang" and asked == "zh":
            return "zh"
        if option == "--lang" and asked == "en":
            return "en"
    return language.language_of(LocalSystem())


def problem_text(problem: Exception, language: Language) -> str:
    """An error of ours or of a file, in words."""
    from cashbuoy_workbook.error_texts import error_text  # noqa: PLC0415
    from cashbuoy_workbook.texts import Texts  # noqa: PLC0415

    if isinstance(problem, CashbuoyError):
        return error_text(problem, language)
    file = getattr(problem, "filename", None)
    if file and isinstance(problem, PermissionError):
        return Texts(language)("refused.no_permission", path=file)
    if file and isinstance(problem, FileNotFoundError):
        return Texts(language)("refused.no_such_path", path=file)
    return str(problem)


def usage_lines(wrong: Exception, language: Language) -> list[str] | None:
    """What is wrong with how a command was written, and where to read on. None: typer shows its
    help, which is no refusal."""
    from cashbuoy_workbook.texts import Texts  # noqa: PLC0415

    if type(wrong).__name__ == "NoArgsIsHelpError":
        return None
    said = wrong.format_message().replace(_PREFIX, "")  # type: ignore[attr-defined]
    texts = Texts(language)
    path = getattr(getattr(wrong, "ctx", None), "command_path", None) or "cashbuoy"
    return [_said_in(texts, said), texts("refused.usage_help", command=path)]


def _said_in(texts: Texts, said: str) -> str:
    """Typer's sentence in the catalogue's words; a sentence unknown here as it is."""
    for key, pattern in _SAID:
        found = re.match(pattern, said, re.DOTALL)
        if found:
            hint = _HINT.search(said)
            near = texts("refused.usage_nearest", near=hint["near"]) if hint else ""
            return texts(f"refused.usage_{key}", **found.groupdict()) + near
    return texts("refused.usage_other", reason=said)
