"""The VBA functions that stand behind formulas in cells, generated from the registry."""

from __future__ import annotations

from collections.abc import Iterable

from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.formulas.registry import Argument, Formula
from cashbuoy_addin.vba.project import Module

# Words that VBA keeps to itself.
_WORDS = """
    and as base boolean byte byref byval call case close const currency date debug declare dim do
    double each else empty end enum error event exit false for friend function get global gosub
    goto if implements in input integer is len let lib like lock long loop lset me mod name new
    next not nothing null object on open option optional or paramarray preserve print private
    property public put raiseevent redim rem resume return rset seek select set single static
    step stop string sub then time to true type until variant wend while with write xor
"""
_RESERVED = frozenset(_WORDS.split())


def wrapper_modules() -> tuple[Module, ...]:
    """A function for every formula, and in a module apart the same under their aliases."""
    every = formulas().values()
    return (
        Module("CashbuoyFormulas", _module((f.name, f) for f in every)),
        Module("CashbuoyAliases", _module((f.alias, f) for f in every)),
    )


def _module(named: Iterable[tuple[str, Formula]]) -> str:
    return "\n".join(["Option Explicit", *(_function(name, f) for name, f in named)])


def _function(name: str, formula: Formula) -> str:
    taken = ", ".join(map(_parameter, formula.arguments, argument_names(formula)))
    passed = ", ".join(f"CashbuoyValue({n})" for n in argument_names(formula))
    return (
        f"\nPublic Function {name}({taken}) As Variant\n"
        f'    {name} = CashbuoyCall("{formula.name}", Array({passed}))\n'
        "End Function"
    )


def _parameter(argument: Argument, name: str) -> str:
    return f"{'Optional ' if argument.optional else ''}{name} As Variant"


def argument_names(formula: Formula) -> list[str]:
    """Names of the arguments in VBA, where neither its own words nor the function's name do."""
    taken = _RESERVED | {formula.name.lower()}
    return [f"{a.name}_" if a.name in taken else a.name for a in formula.arguments]
