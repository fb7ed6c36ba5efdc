"""An xlwings engine for LibreOffice Calc: xlwings code runs against it as it does against Excel.

    from cashbuoy_addin.libreoffice import engine
    xw = engine.activate()
    book = xw.Book("ledger.xlsx")       # LibreOffice starts, without windows
    ...
    engine.shut_down()

`engine`, `app`, `books`, `sheets`, `ranges` ... are what xlwings calls. `session` starts
LibreOffice and talks to it through a small process of LibreOffice's own Python (`office/`), one
round trip a read or write: so any Python from 3.11 can be used here.
"""
