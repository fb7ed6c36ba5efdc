"""Why a cell shows an error of one of our formulas, or why it is coloured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cashbuoy_addin.answers import reason_in
from cashbuoy_addin.formulas.catalogue import UnknownFormulaError, find
from cashbuoy_addin.macro_messages import say
from cashbuoy_addin.refusals import REFUSALS
from cashbuoy_workbook.texts import Language, Texts

if TYPE_CHECKING:
    from xlwings import Range

_CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*\(")


def explanation(selected: Range | None, language: Language) -> str:
    """What to say about the first selected cell: a warning's note (measured value, limit, rule and
    action), else the reason of a formula's error, else what a formula of ours computes, and from
    what where an argument is left out."""
    if selected is None:
        return say(language, "nothing_to_explain", cell="–")
    cell = selected[0, 0]
    where = cell.get_address(row_absolute=False, column_absolute=False)
    note = cell.note
    if note is not None and note.text:
        return note.text
    shown = cell.options(err_to_str=True).value
    names = formula_names(str(cell.formula))
    if names and not str(shown).startswith("#"):
        return _in_order(language, where, names[0])
    meant = [r for r in REFUSALS.latest() if set(formula_names(f"={r.formula}()")) & set(names)]
    if meant:
        # The newest with the error that the cell shows, if there is one.
        refused = next((r for r in meant if r.error.code == shown), meant[0])
        reason = reason_in(language, refused.error, refused.formula)
        values = {"formula": refused.formula, "code": refused.error.code, "reason": reason}
        return say(language, "explained", cell=where, **values)
    if names:
        return say(language, "no_reason_kept", cell=where, formula=names[0])
    return say(language, "nothing_to_explain", cell=where)


def _in_order(language: Language, cell: str, name: str) -> str:
    """What a formula that has an answer computes."""
    formula = find(name)
    apart, ends = ("；", "。") if language == "zh" else ("; ", ".")
    headed = Texts(language).headed
    left_out = [headed(a.name, getattr(a.help, language)) for a in formula.arguments if a.optional]
    words = {"formula": formula.signature, "help": getattr(formula.help, language)}
    optional = (apart.join(left_out) or "–") + ends
    return say(language, "explained_formula", cell=cell, optional=optional, **words)


def formula_names(text: str) -> list[str]:
    """Our formulas that a cell's formula calls, by their plain names."""
    names = []
    for called in _CALL.findall(text) if text.startswith("=") else []:
        try:
            names.append(find(called).name)
        except UnknownFormulaError:
            continue
    return list(dict.fromkeys(names))
