"""The spreadsheet side: formulas, hosts, importers, command line."""
