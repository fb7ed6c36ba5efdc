"""What VBA says in two languages, generated: the ribbon's words and the function wizard's help."""

from __future__ import annotations

from cashbuoy_addin import ribbon
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.formulas.registry import Formula, Words
from cashbuoy_addin.macro_names import TAKES_FILE
from cashbuoy_addin.vba.literals import literal
from cashbuoy_addin.vba.project import Module
from cashbuoy_workbook.texts import Language

# Excel cuts descriptions off here.
_LONGEST_HELP = 255

_DECODED = """' \\uXXXX stands for the character of that number.
Public Function CashbuoyDecoded(ByVal text As String) As String
    Dim parts() As String, i As Long
    parts = Split(text, "\\u")
    For i = 1 To UBound(parts)
        parts(i) = ChrW$(CLng("&H" & Left$(parts(i), 4))) & Mid$(parts(i), 5)
    Next i
    CashbuoyDecoded = Join(parts, "")
End Function
"""

_TEXTS = """Option Explicit
Option Private Module

Private Const FIRST_LANGUAGE As String = "{language}"

Public Function CashbuoyIsChinese() As Boolean
    CashbuoyIsChinese = (GetSetting("Cashbuoy", "Ribbon", "Language", FIRST_LANGUAGE) = "zh")
End Function

' One of two texts, in the language that the user chose.
Public Function CashbuoyEither(ByVal english As String, ByVal chinese As String) As String
    CashbuoyEither = CashbuoyDecoded(IIf(CashbuoyIsChinese(), chinese, english))
End Function

{decoded}
Public Function CashbuoyText(ByVal control As String, ByVal part As String) As String
    Select Case control & "." & part
{cases}
    End Select
End Function
"""

_OFFICE = """Option Explicit

Public Function CashbuoyFailed() As String
    CashbuoyFailed = CashbuoyDecoded({failed})
End Function

{decoded}
{subs}"""

_HELP = """Option Explicit
Option Private Module

' Tells the function wizard what each formula and argument means.
Public Sub CashbuoyRegisterHelp()
    On Error Resume Next
{calls}
End Sub

Private Sub Register(ByVal formula As String, ByVal category As String, ByVal about As String, _
    ByVal arguments As Variant)
    On Error Resume Next
    Application.MacroOptions _
        Macro:="'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & formula, _
        Description:=Left$(about, {longest}), Category:="Cashbuoy - " & category, _
        ArgumentDescriptions:=arguments
End Sub

{subs}
"""


def text_module(language: Language) -> Module:
    """The ribbon's words; `language` is the one to begin with."""
    cases = "\n".join(
        f'        Case "{control}.{part}"\n            CashbuoyText = {_either(words)}'
        for (control, part), words in ribbon.words().items()
    )
    return Module("CashbuoyTexts", _TEXTS.format(language=language, decoded=_DECODED, cases=cases))


def ribbon_callbacks() -> str:
    """A Sub for every button, which runs its macro."""
    return "\n".join(
        f"Public Sub {button.callback}(control As IRibbonControl)\n"
        f'    RunMacro "{button.macro}"\n'
        "End Sub\n"
        for button in ribbon.buttons()
    )


def office_callbacks() -> str:
    """The same Subs as LibreOffice's Basic takes them, for buttons in bars and in cells."""
    failed = ribbon.MESSAGES["failed"]
    subs = "\n".join(
        f"Public Sub {button.callback}(Optional control As Variant)\n"
        f"{_office_call(button.macro)}"
        "End Sub\n"
        for button in ribbon.buttons()
    )
    return _OFFICE.format(failed=literal(f"{failed.en}\n{failed.zh}"), decoded=_DECODED, subs=subs)


def _office_call(macro: str) -> str:
    if macro not in TAKES_FILE:
        return f'    CashbuoyRun "{macro}", ""\n'
    return (
        "    Dim file As String\n"
        "    file = CashbuoyChosenFile()\n"
        f'    If file <> "" Then CashbuoyRun "{macro}", file\n'
    )


def help_module() -> Module:
    """Help of every formula and argument."""
    every = formulas().values()
    calls = "\n".join(f"    Describe_{formula.name}" for formula in every)
    subs = "\n".join(map(_described, every))
    return Module("CashbuoyHelp", _HELP.format(calls=calls, subs=subs, longest=_LONGEST_HELP))


def _described(formula: Formula) -> str:
    count = len(formula.arguments)
    lines = [
        f"Private Sub Describe_{formula.name}()",
        f"    Dim arguments(1 To {count}) As String",
        *(
            f"    arguments({place}) = Left$({_either(argument.help)}, {_LONGEST_HELP})"
            for place, argument in enumerate(formula.arguments, start=1)
        ),
        f'    Register "{formula.name}", {_either(formula.category)}, _',
        f"        {_either(formula.help)}, _",
        "        arguments",
        "End Sub\n",
    ]
    return "\n".join(lines)


def _either(words: Words) -> str:
    return f"CashbuoyEither({literal(words.en)}, _\n        {literal(words.zh)})"
