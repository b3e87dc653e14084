"""Counting: every figure from one declaration, with the rows behind it and the rows left out."""
