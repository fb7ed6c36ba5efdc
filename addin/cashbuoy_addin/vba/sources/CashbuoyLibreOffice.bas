Option Explicit
Option Private Module

' The bridge in LibreOffice: Python through the script provider, fetched once and kept.

Private kept As Object

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
    Dim factory As Object, provider As Object, places(), outputs()
    If kept Is Nothing Then
        factory = createUnoService("com.sun.star.script.provider.MasterScriptProviderFactory")
        provider = factory.createScriptProvider("")
        kept = provider.getScript("vnd.sun.star.script:cashbuoy.py$call?language=Python&location=user")
    End If
    Invoked = kept.invoke(Array(formula, arguments), places, outputs)
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
