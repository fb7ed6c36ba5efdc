"""Office's own validator on the files that carry macros, the ribbon included."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cashbuoy_addin.hosts.macro_file import RIBBON_PART, addin_bytes
from e2e.ooxml_validator import VERSIONS, OfficeVersion, Validator


@pytest.fixture
def addin(tmp_path: Path) -> Path:
    path = tmp_path / "cashbuoy.xlam"
    path.write_bytes(addin_bytes())
    return path


@pytest.mark.parametrize("version", VERSIONS)
def test_office_finds_nothing_wrong_with_the_addin(
    addin: Path, validator: Validator, version: OfficeVersion
) -> None:
    assert validator.validate(addin, version) == []


def test_the_validator_reads_the_ribbon(addin: Path, validator: Validator, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlam"
    with zipfile.ZipFile(addin) as old, zipfile.ZipFile(broken, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == RIBBON_PART:
                data = data.replace(b' size="large"', b' size="huge"')
            new.writestr(part, data)
    problems = validator.validate(broken, VERSIONS[-1])
    assert problems
    assert all("customUI" in problem for problem in problems)
