"""Plans of teachers' practice for a year, and slips that ask for its missing materials."""
