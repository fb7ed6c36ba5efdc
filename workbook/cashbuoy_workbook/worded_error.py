"""Errors whose words stand in the catalogue, so that they can be said in both languages."""

from __future__ import annotations

from cashbuoy.errors import CashbuoyError
from cashbuoy_workbook.texts import Language, Texts


class WordedError(CashbuoyError):
    """An error by its text in section `refused` and what fills it; as text it is English."""

    def __init__(self, key: str, /, **details: object) -> None:
        self.key, self.details = key, details
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """The error in a language."""
        return Texts(language)(f"refused.{self.key}", **self.details)
