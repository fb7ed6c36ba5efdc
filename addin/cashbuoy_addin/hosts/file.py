"""The host without a spreadsheet application: XlsxWriter writes, python-calamine reads."""

from cashbuoy_addin.hosts.file_reader import read_workbook
from cashbuoy_addin.hosts.file_writer import write_workbook

__all__ = ["read_workbook", "write_workbook"]
