"""Putting the add-in into Excel for one user, taking it out again, and finding what is wrong."""
