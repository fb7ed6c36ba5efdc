Option Explicit
Option Private Module

' The bridge in Excel: Python through xlwings, fetched once, kept, and fetched again after a failure.

Private Const ADDIN_FILE As String = "cashbuoy.xlam"
Private server As Object
Private bridge As Object

Public Function CashbuoyPython(ByVal formula As String, ByVal arguments As Variant) As Variant
    #If Mac Then
        CashbuoyPython = Chr$(1) & "E2042"
    #Else
        On Error GoTo Again
        CashbuoyPython = Answer(formula, arguments, BookOfCell())
        Exit Function
Again:
        Resume Once
Once:
        On Error GoTo 0
        Set bridge = Nothing
        Set server = Nothing
        CashbuoyPython = Answer(formula, arguments, BookOfCell())
    #End If
End Function

' Full name of the workbook that the formula stands in: whose policy holds. A workbook with macros of
' its own is the one; the add-in asks which cell calls.
Private Function BookOfCell() As String
    On Error Resume Next
    If LCase$(ThisWorkbook.Name) <> ADDIN_FILE Then
        BookOfCell = ThisWorkbook.FullName
    ElseIf TypeName(Application.Caller) = "Range" Then
        BookOfCell = Application.Caller.Parent.Parent.FullName
    ElseIf Not ActiveWorkbook Is Nothing Then
        BookOfCell = ActiveWorkbook.FullName
    End If
End Function

Private Function Answer(ByVal formula As String, ByVal arguments As Variant, ByVal book As String) As Variant
    If bridge Is Nothing Then
        Set server = XLPy()
        Set bridge = server.Module("cashbuoy_addin.bridge")
    End If
    Answer = server.Var(server.Call(bridge, "call", server.Tuple(formula, arguments, book)))
End Function

' The values of a range in one go; of whole columns only the part that is used.
Public Function CashbuoyRangeValue(ByVal area As Range) As Variant
    Dim used As Range
    If area.Rows.Count < area.Worksheet.Rows.Count Then
        CashbuoyRangeValue = area.Value
    Else
        Set used = Application.Intersect(area, area.Worksheet.UsedRange)
        If Not used Is Nothing Then CashbuoyRangeValue = used.Value
    End If
End Function

' An argument that is no range.
Public Function CashbuoyTypedValue(ByVal argument As Variant) As Variant
    CashbuoyTypedValue = argument
End Function

' Runs a macro of cashbuoy_addin.macros on the active workbook; False after telling why it failed.
' A file, where one was chosen, is its argument.
Public Function CashbuoyRun(ByVal macro As String, Optional ByVal file As String = "") As Boolean
    On Error GoTo Failed
    #If Mac Then
        RunPython "from cashbuoy_addin import macros; macros.called_from(" & Quoted(ThisWorkbook.Name) & "); macros." & macro & "(" & Quoted(file) & ")"
    #Else
        Set server = XLPy()
        server.SetAttr server.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
        If file = "" Then
            server.Call server.Module("cashbuoy_addin.macros"), macro
        Else
            server.Call server.Module("cashbuoy_addin.macros"), macro, server.Tuple(file)
        End If
    #End If
    CashbuoyRun = True
    Exit Function
Failed:
    MsgBox CashbuoyText("failed", "label") & vbCrLf & vbCrLf & Err.Description, vbExclamation, "Cashbuoy"
End Function

' A text as Python writes it; nothing for no text.
Private Function Quoted(ByVal text As String) As String
    If text = "" Then Exit Function
    Quoted = "'" & Replace(Replace(text, "\", "\\"), "'", "\'") & "'"
End Function
