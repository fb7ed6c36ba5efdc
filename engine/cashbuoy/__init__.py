"""The engine: keeps small firms from running out of cash. Pure functions of data and a date."""
