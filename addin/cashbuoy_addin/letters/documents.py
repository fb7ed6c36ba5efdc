"""A template filled in: Word bytes from Word bytes and values."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from cashbuoy_addin.letters.templates import LetterTemplateError
from cashbuoy_workbook.letters.context import Context
from cashbuoy_workbook.texts import Language, Texts

# Not allowed in XML, or read as a layout command by the library.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNDEFINED = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'")


def fill_in(template: bytes, values: Context, file: str, language: Language) -> bytes:
    """The template with its placeholders filled. Texts are texts: no markup, no code.

    LetterTemplateError, in `language`, names `file` and the placeholder that is unknown, or what is
    wrong with the template.
    """
    # Heavy, and only letters need them.
    import docx.opc.exceptions  # noqa: PLC0415
    import jinja2.exceptions  # noqa: PLC0415
    from docxtpl import DocxTemplate  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    say = Texts(language)
    # A template comes from whoever sent it: sandboxed, it can fill in and do nothing else.
    environment = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True)
    out = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(_clean(values), environment, autoescape=True)
        document.save(out)
    except jinja2.exceptions.UndefinedError as error:
        found = _UNDEFINED.search(str(error))
        name = next((g for g in found.groups() if g), str(error)) if found else str(error)
        text = say("letters.template_placeholder", file=file, placeholder=name)
        raise LetterTemplateError(text) from None
    except jinja2.exceptions.TemplateError as error:
        near = _near(error)
        line = say("letters.template_line", text=near) if near else ""
        text = say("letters.template_broken", file=file, line=line, reason=str(error))
        raise LetterTemplateError(text) from None
    except (zipfile.BadZipFile, docx.opc.exceptions.OpcError, KeyError, ValueError, SyntaxError):
        raise LetterTemplateError(say("letters.template_unreadable", file=file)) from None
    return out.getvalue()


def _near(error: Exception) -> str:
    """The text around a broken placeholder, without markup."""
    lines = getattr(error, "docx_context", None) or ()
    plain = (re.sub(r"<[^>]*>", "", str(line)).strip() for line in lines)
    return next((line for line in plain if "{" in line), "")[:80]


def _clean(value: Any) -> Any:  # noqa: ANN401  (texts in lists in mappings)
    """Texts without characters that a document cannot hold."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value
