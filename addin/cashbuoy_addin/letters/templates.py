"""Templates of letters: the firm's own beside the workbook before those shipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from cashbuoy.config import shipped
from cashbuoy.errors import CashbuoyError
from cashbuoy_workbook.texts import Language, Texts

FOLDER = "letters"
# What people write in a language column, besides codes such as zh-CN or en_GB.
_NAMES: Mapping[str, str] = {
    "中文": "zh", "汉语": "zh", "简体中文": "zh", "普通话": "zh", "chinese": "zh", "cn": "zh",
    "英文": "en", "英语": "en", "english": "en", "eng": "en",
}  # fmt: skip


class LetterTemplateError(CashbuoyError):
    """A template that is missing or cannot be filled in; the text names file and place."""


@dataclass(frozen=True)
class Templates:
    """Where templates are looked for, and the firm's language, in which messages are."""

    beside: Path | None
    language: Language

    @classmethod
    def of(cls, folder: Path | None, language: Language) -> Templates:
        """Those of a workbook in `folder`."""
        return cls(folder / FOLDER if folder is not None else None, language)

    def choose(self, name: str, asked: str) -> tuple[str, str, bytes]:
        """Language, file name and bytes of a template in the language asked for, else in the
        firm's. LetterTemplateError where neither is there."""
        wanted = language_code(asked) or self.language
        for language in dict.fromkeys((wanted, self.language)):
            file = f"{name}.{language}.docx"
            for place in self._places():
                at = place / file
                if at.is_file():
                    return language, str(at), at.read_bytes()
        places = ", ".join(str(place) for place in self._places())
        text = Texts(self.language)(
            "letters.template_missing", name=name, language=wanted, places=places
        )
        raise LetterTemplateError(text)

    def _places(self) -> tuple[Traversable, ...]:
        own = (self.beside,) if self.beside is not None else ()
        return (*own, shipped() / FOLDER)


def language_code(said: str) -> str:
    """zh for 中文, zh-CN or Chinese; de for de-AT; "" for nothing. Letters only: no text can lead
    out of the folder."""
    folded = said.strip().casefold()
    code = _NAMES.get(folded, folded.replace("_", "-").split("-")[0])
    return code if code.isalpha() else ""
