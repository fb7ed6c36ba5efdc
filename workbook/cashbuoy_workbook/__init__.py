"""What the workbook looks like: sheets, tables, texts, styles. Describes; writes no files."""
