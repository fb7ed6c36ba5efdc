"""The texts shipped in `config/`: profiles, mappings, statutory tables."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path


def shipped() -> Traversable:
    """The folder of shipped configuration, in an installed package or in a checkout."""
    packaged = resources.files("cashbuoy") / "shipped"
    if packaged.is_dir():
        return packaged
    return Path(__file__).parents[2] / "config"


@cache
def shipped_text(name: str) -> str:
    """Text of one shipped file, such as "basic.yaml". FileNotFoundError when there is none."""
    return shipped().joinpath(*name.split("/")).read_text(encoding="utf-8")
