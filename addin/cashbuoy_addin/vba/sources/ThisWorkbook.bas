Option Explicit

Private Sub Workbook_Open()
    CashbuoyRegisterHelp
End Sub
