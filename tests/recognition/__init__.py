"""Recognition and binding judged on forms that a second maker drew."""
