Option Explicit

' What the ribbon asks and does. Words come from CashbuoyTexts in the language that the user chose.

Private Const ADDIN_FILE As String = "cashbuoy.xlam"
Private Const FILE_KINDS As String = _
    "Excel, CSV,*.xlsx;*.xlsm;*.xls;*.xlsb;*.ods;*.csv;*.txt;*.tsv,*.*,*.*"
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

' Runs a macro, after asking for a file where it takes one. The one that changes the language changes
' the ribbon's too.
Private Sub RunMacro(ByVal macro As String)
    Dim file As String
    If macro = "import_data" Then
        file = ChosenFile()
        If file = "" Then Exit Sub
    End If
    If Not CashbuoyRun(macro, file) Then Exit Sub
    If macro <> "switch_language" Then Exit Sub
    SaveSetting "Cashbuoy", "Ribbon", "Language", IIf(CashbuoyIsChinese(), "en", "zh")
    If Not ribbon Is Nothing Then ribbon.Invalidate
    CashbuoyRegisterHelp
End Sub

' The file that the user picks; nothing where the dialog is cancelled.
Private Function ChosenFile() As String
    Dim picked As Variant
    #If Mac Then
        picked = Application.GetOpenFilename()
    #Else
        picked = Application.GetOpenFilename(FILE_KINDS, , CashbuoyText("import_data", "label"))
    #End If
    If VarType(picked) = vbString Then ChosenFile = picked
End Function
