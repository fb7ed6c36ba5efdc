"""A finding in words."""

from __future__ import annotations

from cashbuoy.findings import Finding
from cashbuoy_workbook.texts import Texts


def finding_text(finding: Finding, texts: Texts) -> str:
    """What a finding says, in the language: the catalogue's message with its figures filled in."""
    key = f"checks.{finding.id}"
    if not texts.has(key):
        return finding.id.replace("_", " ")
    values = {"found": finding.found, "expected": expected_text(finding, texts)}
    try:
        return texts(key, **(values | dict(finding.details)))
    except KeyError:  # a figure is missing: the user still sees which finding it is, and where
        return finding.id.replace("_", " ")


def expected_text(finding: Finding, texts: Texts) -> str:
    """What was wanted, in words; the key itself where the catalogue has none."""
    key = f"checks.expected_{finding.expected}"
    return texts(key) if finding.expected and texts.has(key) else finding.expected
