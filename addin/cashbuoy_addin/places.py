"""Where files may be written, and how a workbook goes on finding its policy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cashbuoy_addin.settings import Run
from cashbuoy_workbook.worded_error import WordedError


class RefusedOutputError(WordedError):
    """A place that must not be written to."""


def check_output(output: Path, source: Path) -> None:
    """Refuse to write over what is being read, whatever the path looks like."""
    if is_same_file(output, source):
        raise RefusedOutputError("is_the_input", path=output)
    check_folder(output)


def check_new(output: Path, *, overwrite: bool) -> None:
    """Refuse to write over an existing file unless asked to."""
    if output.exists() and not overwrite:
        raise RefusedOutputError("exists_already", path=output)
    check_folder(output)


def check_folder(output: Path) -> None:
    """Refuse early where the folder is missing, before any work is done."""
    if output.is_dir():
        raise RefusedOutputError("is_a_folder", path=output)
    if not output.parent.is_dir():
        raise RefusedOutputError("no_folder", path=output, folder=output.parent)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file: by links, by case, or because they read alike."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def moved_settings(settings: Mapping[str, object], run: Run, new_folder: Path) -> dict[str, object]:
    """Settings of the workbook written to `new_folder`: in the language it is written in, and still
    finding the policy file that it went by."""
    moved = dict(settings) | {"language": run.language}
    if run.policy_file is not None and not run.asked_for_policy:
        moved["policy_file"] = relative(run.policy_file, new_folder)
    return moved


def relative(path: Path, folder: Path) -> str:
    """Path as seen from a folder, with forward slashes; absolute where there is no way (another
    drive)."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return path.resolve().as_posix()
