"""The seam: everything that the installer asks of the machine, so that it runs against a fake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, Protocol

from cashbuoy_workbook.texts import Language
from cashbuoy_workbook.worded_error import WordedError

Platform = Literal["windows", "macos", "linux"]


class InstallError(WordedError):
    """The add-in cannot be put in place or taken away; the text says what to do."""


@dataclass(frozen=True)
class Interpreter:
    """The Python that is running: its program, its version and whether it is 32 or 64 bit.

    `home` is the folder of the installation that a virtual environment was made from.
    """

    program: PurePath
    version: tuple[int, int, int]
    bits: int
    home: PurePath


class System(Protocol):
    """One user's machine. Folders are made as needed; what is absent reads as None or empty."""

    @property
    def platform(self) -> Platform:
        """Which kind of machine."""

    @property
    def home(self) -> PurePath:
        """The user's own folder."""

    @property
    def interpreter(self) -> Interpreter:
        """The Python that is running."""

    @property
    def encoding(self) -> str:
        """How VBA reads text files on this machine."""

    def env(self, name: str) -> str | None:
        """An environment variable."""

    def package(self, name: str) -> str | None:
        """Version of an installed Python package."""

    def pinned(self, name: str) -> str | None:
        """The one version of a package that this version of Cashbuoy works with."""

    def addin(self, language: Language) -> bytes:
        """The add-in that belongs to this version, with its ribbon in a language at first."""

    def packaged(self, package: str, name: str) -> bytes | None:
        """A file inside an installed Python package."""

    def exists(self, path: PurePath) -> bool:
        """Whether there is a file; also where it cannot be read, such as the Store's Python."""

    def read(self, path: PurePath) -> bytes | None:
        """The bytes of a file."""

    def write(self, path: PurePath, data: bytes) -> None:
        """Write a file as a whole or not at all."""

    def delete(self, path: PurePath) -> None:
        """Delete a file."""

    def delete_empty(self, folder: PurePath) -> None:
        """Delete a folder where nothing is left in it."""

    def values(self, key: str) -> Mapping[str, object]:
        """The values of a registry key, such as HKCU\\Software\\X, by name in small letters."""

    def subkeys(self, key: str) -> tuple[str, ...]:
        """The names of the keys below a registry key."""
