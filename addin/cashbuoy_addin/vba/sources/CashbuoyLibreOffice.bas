Option Explicit
Option Private Module

' The bridge in LibreOffice: Python through the script provider, fetched once and kept.

Private kept As Object

' Has a macro of cashbuoy_addin.macros run on the workbook in front, after this has returned: the
' macro needs LibreOffice, which is busy until then. A file, where one was chosen, is its argument.
Public Sub CashbuoyRun(ByVal macro As String, ByVal file As String)
    Dim problem As String
    On Error GoTo Failed
    problem = Script("run").invoke(Array(macro, ThisComponent.RuntimeUID, file), Array(), Array())
    If problem = "" Then Exit Sub
    MsgBox CashbuoyFailed() & Chr$(10) & Chr$(10) & problem, 48, "Cashbuoy"
    Exit Sub
Failed:
    MsgBox CashbuoyFailed() & Chr$(10) & Chr$(10) & Error$, 48, "Cashbuoy"
End Sub

Public Function CashbuoyPython(ByVal formula As String, ByVal arguments As Variant) As Variant
    Dim answer As Variant
    On Error GoTo Again
    answer = Invoked(formula, arguments)
    GoTo Done
Again:
    Resume Once
Once:
    On Error GoTo 0
    kept = Nothing
    answer = Invoked(formula, arguments)
Done:
    If IsArray(answer) Then
        CashbuoyPython = Block(answer)
    Else
        CashbuoyPython = answer
    End If
End Function

Private Function Invoked(ByVal formula As String, ByVal arguments As Variant) As Variant
    Dim places(), outputs()
    If kept Is Nothing Then Set kept = Script("call")
    Invoked = kept.invoke(Array(formula, arguments, ThisComponent.URL), places, outputs)
End Function

' The file that the user picks; nothing where the dialog is cancelled.
Public Function CashbuoyChosenFile() As String
    Dim picker As Object, picked As Variant
    picker = createUnoService("com.sun.star.ui.dialogs.FilePicker")
    If picker.execute() = 0 Then Exit Function
    picked = picker.getFiles()
    CashbuoyChosenFile = ConvertFromURL(picked(0))
End Function

' A function of office_script.py.
Private Function Script(ByVal name As String) As Object
    Dim factory As Object, provider As Object
    factory = createUnoService("com.sun.star.script.provider.MasterScriptProviderFactory")
    provider = factory.createScriptProvider("")
    Set Script = provider.getScript("vnd.sun.star.script:cashbuoy.py$" & name & "?language=Python&location=user")
End Function

' Rows of cells, as they come, to the two dimensions that a range takes.
Private Function Block(ByVal rows As Variant) As Variant
    Dim row As Long, column As Long, cells() As Variant
    ReDim cells(0 To UBound(rows), 0 To UBound(rows(0)))
    For row = 0 To UBound(rows)
        For column = 0 To UBound(rows(row))
            cells(row, column) = rows(row)(column)
        Next column
    Next row
    Block = cells
End Function

' An argument that is no range. LibreOffice passes one left out between others as 0, as if it had
' been typed: Python knows where 0 could be meant.
Public Function CashbuoyTypedValue(ByVal argument As Variant) As Variant
    CashbuoyTypedValue = argument
    If VarType(argument) <> 5 Then Exit Function
    If argument = 0 Then CashbuoyTypedValue = Chr$(1) & "0"
End Function

' The values of a range in one go. LibreOffice gives 0 for an error cell: then the argument is the
' first such error, by its name, and Python answers with that error.
Public Function CashbuoyRangeValue(ByVal area As Variant) As Variant
    Dim problem As String
    problem = FirstError(area.CellRange)
    If problem = "" Then
        CashbuoyRangeValue = PlainValue(area)
    Else
        CashbuoyRangeValue = problem
    End If
End Function

' Apart from the above: no other assignment may stand beside one of .Value.
Private Function PlainValue(ByVal area As Variant) As Variant
    PlainValue = area.Value
End Function

Private Function FirstError(ByVal area As Variant) As String
    Dim found As Object
    found = area.queryFormulaCells(4)
    If found.getCount() = 0 Then Exit Function
    FirstError = found.getByIndex(0).getCellByPosition(0, 0).getString()
    If Left$(FirstError, 1) <> "#" Then FirstError = "#VALUE!"
End Function
