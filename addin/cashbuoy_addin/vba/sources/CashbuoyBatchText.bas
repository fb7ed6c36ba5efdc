Option Explicit
Option Private Module

' CashbuoyBatch for an application that passes macros nothing but texts, and takes nothing else back:
' Excel for Mac. A list travels as its length, |, and its cells with | between them; each begins with
' the letter of its kind: text, number, boolean, date, error (x), empty. A number that Str$ shortens
' goes with what is left of it after a semicolon.

Public Function CashbuoyAskText(ByVal book As String, ByVal questions As String) As String
    If IsWhole(questions) Then
        CashbuoyAskText = Packed(CashbuoyAsk(book, Unpacked(questions)))
    Else
        CashbuoyAskText = Packed(Array(CutShort()))
    End If
End Function

Public Function CashbuoyCarryOutText(ByVal book As String, ByVal steps As String) As String
    If IsWhole(steps) Then
        CashbuoyCarryOutText = Packed(CashbuoyCarryOut(book, Unpacked(steps)))
    Else
        CashbuoyCarryOutText = Packed(Array(0, CutShort()))
    End If
End Function

Private Function CutShort() As String
    CutShort = "the text arrived cut short"
End Function

Private Function IsWhole(ByVal text As String) As Boolean
    Dim bar As Long
    bar = InStr(text, "|")
    If bar > 0 Then IsWhole = Val(Left$(text, bar - 1)) = Len(text) - bar
End Function

Private Function Unpacked(ByVal text As String) As Variant
    Dim cells As Variant, given() As Variant, number As Long
    cells = Split(text, "|")
    ReDim given(0 To UBound(cells) - 1)
    For number = 1 To UBound(cells)
        given(number - 1) = Meant(cells(number))
    Next number
    Unpacked = given
End Function

Private Function Meant(ByVal cell As String) As Variant
    Dim said As String
    said = Mid$(cell, 2)
    Select Case Left$(cell, 1)
        Case "n": Meant = CDbl(Val(said))
        Case "b": Meant = (said = "1")
        Case "e": Meant = Empty
        Case Else: Meant = Plain(said)
    End Select
End Function

Private Function Packed(ByVal cells As Variant) As String
    Dim said() As String, number As Long, text As String
    ReDim said(0 To UBound(cells) - LBound(cells))
    For number = 0 To UBound(said)
        said(number) = Spoken(cells(LBound(cells) + number))
    Next number
    text = Join(said, "|")
    Packed = CStr(Len(text)) & "|" & text
End Function

Private Function Spoken(ByVal cell As Variant) As String
    If IsError(cell) Then
        Spoken = "x" & CStr(CLng(cell))
        Exit Function
    End If
    Select Case VarType(cell)
        Case vbEmpty, vbNull: Spoken = "e"
        Case vbString: Spoken = "t" & Escaped(CStr(cell))
        Case vbBoolean: Spoken = IIf(cell, "b1", "b0")
        Case vbDate: Spoken = "d" & Digits(CDbl(cell))
        Case Else: Spoken = "n" & Digits(CDbl(cell))
    End Select
End Function

Private Function Digits(ByVal number As Double) As String
    Dim rest As Double
    Digits = Trim$(Str$(number))
    rest = number - Val(Digits)
    If rest <> 0 Then Digits = Digits & ";" & Trim$(Str$(rest))
End Function

' Line ends are changed on some ways into Excel for Mac.
Private Function Escaped(ByVal text As String) As String
    Escaped = Replace(Replace(text, "~", "~0"), "|", "~1")
    Escaped = Replace(Replace(Escaped, vbLf, "~2"), vbCr, "~3")
End Function

Private Function Plain(ByVal text As String) As String
    Plain = Replace(Replace(text, "~3", vbCr), "~2", vbLf)
    Plain = Replace(Replace(Plain, "~1", "|"), "~0", "~")
End Function
