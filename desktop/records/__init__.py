"""The records and their fields, each declared once; see catalogue.py for how the rest of the program reads them."""
