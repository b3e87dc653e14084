"""The records and their fields, each declared once; catalogue.py is how others read them."""
