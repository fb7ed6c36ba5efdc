Option Explicit
Option Private Module

' The way of every formula to Python and back. Answers are plain values; what VBA alone can make
' comes as text that begins with character 1: an error number, the number of a date, or a text that
' itself begins with character 1.

Public Function CashbuoyCall(ByVal formula As String, ByVal arguments As Variant) As Variant
    Dim answer As Variant
    On Error GoTo Failed
    answer = CashbuoyPython(formula, arguments)
    If IsArray(answer) Then
        CashbuoyCall = Untagged(answer)
    Else
        CashbuoyCall = UntaggedCell(answer)
    End If
    Exit Function
Failed:
    CashbuoyCall = CVErr(2042)
End Function

' An argument as values: a range in one go, an omitted one as Empty.
Public Function CashbuoyValue(Optional argument As Variant) As Variant
    If IsMissing(argument) Then
        CashbuoyValue = Empty
    ElseIf IsObject(argument) Then
        CashbuoyValue = CashbuoyRangeValue(argument)
    Else
        CashbuoyValue = CashbuoyTypedValue(argument)
    End If
End Function

Private Function Untagged(ByVal answer As Variant) As Variant
    Dim row As Long, column As Long, cells() As Variant
    ReDim cells(LBound(answer, 1) To UBound(answer, 1), LBound(answer, 2) To UBound(answer, 2))
    For row = LBound(answer, 1) To UBound(answer, 1)
        For column = LBound(answer, 2) To UBound(answer, 2)
            cells(row, column) = UntaggedCell(answer(row, column))
        Next column
    Next row
    Untagged = cells
End Function

Private Function UntaggedCell(ByVal answer As Variant) As Variant
    UntaggedCell = answer
    If VarType(answer) <> vbString Then Exit Function
    If Left$(answer, 1) <> Chr$(1) Then Exit Function
    Select Case Mid$(answer, 2, 1)
        Case "E": UntaggedCell = CVErr(CLng(Mid$(answer, 3)))
        Case "D": UntaggedCell = CDate(CDbl(Mid$(answer, 3)))
        Case Else: UntaggedCell = Mid$(answer, 3)
    End Select
End Function
