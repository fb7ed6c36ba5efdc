Option Explicit

' What the ribbon asks and does. Words come from CashbuoyTexts in the language that the user chose.

Private Const ADDIN_FILE As String = "cashbuoy.xlam"
Private ribbon As IRibbonUI

Public Sub CashbuoyLoaded(control As IRibbonUI)
    Set ribbon = control
End Sub

Public Sub CashbuoyGetLabel(control As IRibbonControl, ByRef text)
    text = CashbuoyText(control.ID, "label")
End Sub

Public Sub CashbuoyGetTip(control As IRibbonControl, ByRef text)
    text = CashbuoyText(control.ID, "tip")
End Sub

' The tab of a workbook hides where the add-in already shows the same one.
Public Sub CashbuoyGetVisible(control As IRibbonControl, ByRef visible)
    Dim addin As Workbook
    On Error Resume Next
    Set addin = Application.Workbooks(ADDIN_FILE)
    visible = (addin Is Nothing) Or (addin Is ThisWorkbook)
End Sub

' Runs a macro. The one that changes the language changes the ribbon's too.
Private Sub RunMacro(ByVal macro As String)
    If Not CashbuoyRun(macro) Then Exit Sub
    If macro <> "switch_language" Then Exit Sub
    SaveSetting "Cashbuoy", "Ribbon", "Language", IIf(CashbuoyIsChinese(), "en", "zh")
    If Not ribbon Is Nothing Then ribbon.Invalidate
    CashbuoyRegisterHelp
End Sub
