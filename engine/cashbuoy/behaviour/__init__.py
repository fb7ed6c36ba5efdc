"""When customers really pay: learned from paid invoices, applied to what is still owed."""
