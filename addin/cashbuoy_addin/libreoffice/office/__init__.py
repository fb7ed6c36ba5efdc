"""What runs in LibreOffice's own Python: executes requests on documents over UNO.

Only the standard library and `uno` are at hand here, and the Python may be as old as 3.8. Rows and
columns count from 0; a rectangle is [row, column, rows, columns]; books are known by the document's
id, sheets by their name.
"""
