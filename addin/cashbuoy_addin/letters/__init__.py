"""Letters as Word documents: templates, files, and the record of what was written."""
