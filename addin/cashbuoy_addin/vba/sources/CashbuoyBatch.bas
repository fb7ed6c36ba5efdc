Option Explicit
Option Private Module

' Many questions, or many steps, in one call from Python. All goes in and out as one flat list:
' arrays inside arrays do not survive every way into Excel. Nothing is raised, for that would stop
' in the editor: the error's text comes back.

Private Const NO_FILL As Long = -4142
Private Const SHEET_VISIBLE As Long = -1
Private Const A_LIST As Long = 3
Private Const WARNS As Long = 2
Private Const BETWEEN As Long = 1
Private Const AN_EXPRESSION As Long = 2

Private answers() As Variant
Private filled As Long

' Questions are kind, sheet, address. The answer begins with an error's text, "" for none; then
' follow, for every question, the number of rows, of columns, and the cells row by row.
Public Function CashbuoyAsk(ByVal book As String, ByVal questions As Variant) As Variant
    Dim at As Long, target As Object, all() As Variant
    On Error GoTo Failed
    filled = 0
    ReDim answers(0 To 1023)
    Tell ""
    Set target = Application.Workbooks(book)
    For at = LBound(questions) To UBound(questions) Step 3
        Answer target, CStr(questions(at)), CStr(questions(at + 1)), CStr(questions(at + 2))
    Next at
    ReDim all(0 To filled - 1)
    For at = 0 To filled - 1
        all(at) = answers(at)
    Next at
    ' What is assigned may be the same array afterwards, not a copy: it is not touched again.
    CashbuoyAsk = all
    ReDim answers(0 To 0)
    Exit Function
Failed:
    CashbuoyAsk = Array(Told())
End Function

' Steps are sheet, kind, target, rows, columns, and the cells row by row. The answer is how many
' were carried out, and the text of the error that stopped them, "" for none.
Public Function CashbuoyCarryOut(ByVal book As String, ByVal steps As Variant) As Variant
    Dim at As Long, done As Long, target As Object
    On Error GoTo Failed
    Set target = Application.Workbooks(book)
    at = LBound(steps)
    Do While at <= UBound(steps)
        CarryOut target, steps, at
        at = at + 5 + CLng(steps(at + 3)) * CLng(steps(at + 4))
        done = done + 1
    Loop
    CashbuoyCarryOut = Array(done, "")
    Exit Function
Failed:
    CashbuoyCarryOut = Array(done, Told())
End Function

Private Function Told() As String
    Told = Err.Description
    If Told = "" Then Told = "error " & Err.Number
End Function

Private Sub Tell(ByVal what As Variant)
    If filled > UBound(answers) Then
        ReDim Preserve answers(0 To 2 * filled)
    End If
    answers(filled) = what
    filled = filled + 1
End Sub

Private Sub Answer(ByVal book As Object, ByVal kind As String, ByVal sheet As String, ByVal address As String)
    Select Case kind
        Case "sheets": TellSheets book
        Case "hidden": TellHidden book
        Case "protected": TellProtected book
        Case "names": TellNames book, address
        Case "values": TellCells ValuesOf(CellsOf(book.Worksheets(sheet), address))
        Case "formulas": TellCells FormulasOf(CellsOf(book.Worksheets(sheet), address))
        Case "notes": TellNotes book.Worksheets(sheet)
        Case "tables": TellTables book.Worksheets(sheet)
        Case "shades": TellShades book.Worksheets(sheet)
        Case "looks": TellLooks CellsOf(book.Worksheets(sheet), address)
        Case Else: Err.Raise 5
    End Select
End Sub

Private Sub TellSheets(ByVal book As Object)
    Dim number As Long
    Tell book.Worksheets.Count
    Tell 1
    For number = 1 To book.Worksheets.Count
        Tell book.Worksheets(number).Name
    Next number
End Sub

Private Sub TellHidden(ByVal book As Object)
    Dim number As Long, start As Long
    start = filled
    Tell 0
    Tell 1
    For number = 1 To book.Worksheets.Count
        If book.Worksheets(number).Visible <> SHEET_VISIBLE Then
            Tell book.Worksheets(number).Name
            answers(start) = answers(start) + 1
        End If
    Next number
End Sub

Private Sub TellProtected(ByVal book As Object)
    Dim number As Long, start As Long
    start = filled
    Tell 0
    Tell 1
    For number = 1 To book.Worksheets.Count
        If book.Worksheets(number).ProtectContents Then
            Tell book.Worksheets(number).Name
            answers(start) = answers(start) + 1
        End If
    Next number
End Sub

' The one name that is asked for, or all of ours.
Private Sub TellNames(ByVal book As Object, ByVal wanted As String)
    Dim number As Long, counted As Long, start As Long, found As String
    start = filled
    Tell 0
    Tell 2
    For number = 1 To book.Names.Count
        found = book.Names(number).Name
        If found = wanted Or (wanted = "" And Left$(found, 3) = "cb_") Then
            Tell found
            Tell book.Names(number).RefersTo
            counted = counted + 1
        End If
    Next number
    answers(start) = counted
End Sub

' From A1 to the last cell used, where no address is given.
Private Function CellsOf(ByVal sheet As Object, ByVal address As String) As Object
    Dim used As Object
    If address <> "" Then
        Set CellsOf = sheet.Range(address)
    Else
        Set used = sheet.UsedRange
        Set CellsOf = sheet.Range(sheet.Cells(1, 1), sheet.Cells(used.Row + used.Rows.Count - 1, used.Column + used.Columns.Count - 1))
    End If
End Function

Private Function ValuesOf(ByVal area As Object) As Variant
    ValuesOf = area.Value
End Function

Private Function FormulasOf(ByVal area As Object) As Variant
    FormulasOf = area.Formula
End Function

Private Sub TellCells(ByVal cells As Variant)
    Dim row As Long, column As Long
    If Not IsArray(cells) Then
        Tell 1
        Tell 1
        Tell cells
        Exit Sub
    End If
    Tell UBound(cells, 1) - LBound(cells, 1) + 1
    Tell UBound(cells, 2) - LBound(cells, 2) + 1
    For row = LBound(cells, 1) To UBound(cells, 1)
        For column = LBound(cells, 2) To UBound(cells, 2)
            Tell cells(row, column)
        Next column
    Next row
End Sub

Private Sub TellNotes(ByVal sheet As Object)
    Dim number As Long, note As Object
    Tell sheet.Comments.Count
    Tell 4
    For number = 1 To sheet.Comments.Count
        Set note = sheet.Comments(number)
        Tell note.Parent.Row - 1
        Tell note.Parent.Column - 1
        Tell note.Author
        Tell note.Text()
    Next number
End Sub

Private Sub TellTables(ByVal sheet As Object)
    Dim number As Long, area As Object
    Tell sheet.ListObjects.Count
    Tell 5
    For number = 1 To sheet.ListObjects.Count
        Set area = sheet.ListObjects(number).Range
        Tell sheet.ListObjects(number).Name
        Tell area.Row - 1
        Tell area.Column - 1
        Tell area.Rows.Count
        Tell area.Columns.Count
    Next number
End Sub

' Looks that cells of their own take while a formula holds.
Private Sub TellShades(ByVal sheet As Object)
    Dim number As Long, start As Long, rule As Object
    start = filled
    Tell 0
    Tell 7
    For number = 1 To sheet.Cells.FormatConditions.Count
        Set rule = sheet.Cells.FormatConditions(number)
        If IsOfOneCell(rule) Then
            Tell rule.AppliesTo.Row - 1
            Tell rule.AppliesTo.Column - 1
            Tell rule.Formula1
            Tell rule.NumberFormat
            Tell rule.Interior.Color
            Tell rule.Font.Color
            Tell rule.Font.Bold
            answers(start) = answers(start) + 1
        End If
    Next number
End Sub

Private Function IsOfOneCell(ByVal rule As Object) As Boolean
    Dim address As String
    IsOfOneCell = False
    If rule.Type <> AN_EXPRESSION Then Exit Function
    address = rule.AppliesTo.Address
    IsOfOneCell = InStr(address, ":") = 0 And InStr(address, ",") = 0
End Function

Private Sub TellLooks(ByVal area As Object)
    Dim start As Long
    start = filled
    Tell 0
    Tell 8
    Divide area, start
End Sub

' The parts of an area that look alike: columns are parted first, for tables are alike downwards.
Private Sub Divide(ByVal area As Object, ByVal start As Long)
    Dim rows As Long, columns As Long, half As Long
    rows = area.Rows.Count
    columns = area.Columns.Count
    If (rows = 1 And columns = 1) Or IsUniform(area) Then
        Tell area.Row - 1
        Tell area.Column - 1
        Tell rows
        Tell columns
        Tell area.NumberFormat
        If area.Interior.ColorIndex = NO_FILL Then
            Tell ""
        Else
            Tell area.Interior.Color
        End If
        Tell area.Font.Color
        Tell area.Font.Bold
        answers(start) = answers(start) + 1
    ElseIf columns > 1 Then
        half = columns \ 2
        Divide area.Resize(rows, half), start
        Divide area.Offset(0, half).Resize(rows, columns - half), start
    Else
        half = rows \ 2
        Divide area.Resize(half, 1), start
        Divide area.Offset(half, 0).Resize(rows - half, 1), start
    End If
End Sub

' Of cells that differ Excel says Null; of fills that differ, black.
Private Function IsUniform(ByVal area As Object) As Boolean
    IsUniform = False
    If IsNull(area.NumberFormat) Or IsNull(area.Font.Color) Or IsNull(area.Font.Bold) Then Exit Function
    If IsNull(area.Interior.ColorIndex) Or IsNull(area.Interior.Color) Then Exit Function
    IsUniform = area.Interior.Color <> 0
End Function

Private Sub CarryOut(ByVal book As Object, ByRef steps As Variant, ByVal at As Long)
    Dim sheet As Object, target As String, what As Variant
    target = CStr(steps(at + 2))
    what = steps(at + 5)
    If steps(at + 1) = "name" Then
        book.Names.Add target, what
        Exit Sub
    End If
    Set sheet = book.Worksheets(CStr(steps(at)))
    Select Case steps(at + 1)
        Case "title": sheet.Name = what
        Case "table": sheet.ListObjects(target).Resize sheet.Range(what)
        Case "cells": Fill sheet.Range(target), Block(steps, at)
        Case "number_format": sheet.Range(target).NumberFormat = what
        Case "fill": Paint sheet.Range(target).Interior, what
        Case "ink": sheet.Range(target).Font.Color = what
        Case "bold": sheet.Range(target).Font.Bold = what
        Case "note": Annotate sheet.Range(target), CStr(what), CStr(steps(at + 6))
        Case "rule": Reword sheet.Range(target), steps, at + 5
        Case "shades": Shade sheet.Range(target), steps, at + 5, CLng(steps(at + 3)) - 1
        Case "visible": sheet.Visible = IIf(what, SHEET_VISIBLE, 0)
        Case "no_note": Unannotate sheet.Range(target), CStr(what)
        Case Else: Err.Raise 5
    End Select
End Sub

Private Function Block(ByRef steps As Variant, ByVal at As Long) As Variant
    Dim row As Long, column As Long, columns As Long, cells() As Variant
    columns = CLng(steps(at + 4))
    ReDim cells(1 To CLng(steps(at + 3)), 1 To columns)
    For row = 1 To UBound(cells, 1)
        For column = 1 To columns
            cells(row, column) = steps(at + 4 + (row - 1) * columns + column)
        Next column
    Next row
    Block = cells
End Function

Private Sub Fill(ByVal area As Object, ByVal cells As Variant)
    If UBound(cells, 1) = 1 And UBound(cells, 2) = 1 Then
        area.Formula = cells(1, 1)
    Else
        area.Formula = cells
    End If
End Sub

Private Sub Paint(ByVal inside As Object, ByVal colour As Variant)
    If VarType(colour) = vbString Then
        inside.ColorIndex = NO_FILL
    Else
        inside.Color = colour
    End If
End Sub

' Our note on a cell; one that the user wrote stays.
Private Sub Annotate(ByVal cell As Object, ByVal previous As String, ByVal text As String)
    Dim note As Object, said As String
    Set note = cell.Comment
    If note Is Nothing Then
        cell.AddComment text
        Exit Sub
    End If
    said = note.Text()
    If said = previous Or said = text Or note.Author = "Cashbuoy" Then note.Text text
End Sub

Private Sub Unannotate(ByVal cell As Object, ByVal text As String)
    Dim note As Object
    Set note = cell.Comment
    If note Is Nothing Then Exit Sub
    If note.Text() = text Then note.Delete
End Sub

' What cells offer, in other words: the list ("" for other rules), title and message as they must be
' now, and as they will be. A rule that the user made stays, and none is made where there is none.
Private Sub Reword(ByVal area As Object, ByRef steps As Variant, ByVal at As Long)
    Dim first As Object, rule As Object
    On Error Resume Next
    Set first = area.Cells(1, 1).Validation
    If steps(at) <> "" Then
        If Replace(first.Formula1, ";", ",") <> steps(at) Then Exit Sub
    End If
    If Err.Number <> 0 Then Exit Sub
    If first.InputTitle <> steps(at + 1) Or first.InputMessage <> steps(at + 2) Then Exit Sub
    If Err.Number <> 0 Then Exit Sub
    Set rule = area.Validation
    If steps(at + 3) <> "" Then
        rule.Delete
        rule.Add A_LIST, WARNS, BETWEEN, steps(at + 3)
        rule.IgnoreBlank = True
    End If
    rule.InputTitle = steps(at + 4)
    rule.InputMessage = steps(at + 5)
    rule.ErrorTitle = steps(at + 4)
    rule.ErrorMessage = steps(at + 5)
End Sub

' What makes a cell take another look: ours are known by their fills, and the user's stay. Where the
' application refuses, the cell keeps the look that it was painted with.
Private Sub Shade(ByVal cell As Object, ByRef steps As Variant, ByVal at As Long, ByVal count As Long)
    Dim number As Long, rule As Object
    On Error GoTo Refused
    For number = cell.FormatConditions.Count To 1 Step -1
        If IsOurs(cell.FormatConditions(number), steps, at) Then cell.FormatConditions(number).Delete
    Next number
    For number = 1 To count
        Set rule = cell.FormatConditions.Add(AN_EXPRESSION, , CStr(steps(at + 5 * number)))
        rule.StopIfTrue = True
        rule.NumberFormat = steps(at + 5 * number + 1)
        rule.Interior.Color = steps(at + 5 * number + 2)
        rule.Font.Color = steps(at + 5 * number + 3)
        rule.Font.Bold = steps(at + 5 * number + 4)
    Next number
Refused:
End Sub

Private Function IsOurs(ByVal rule As Object, ByRef steps As Variant, ByVal at As Long) As Boolean
    Dim number As Long
    IsOurs = False
    If Not IsOfOneCell(rule) Then Exit Function
    If IsNull(rule.Interior.Color) Then Exit Function
    For number = 0 To 3
        If rule.Interior.Color = steps(at + number) Then IsOurs = True
    Next number
End Function
