"""Templates with one trap each, every byte written by hand, and what a fill must make of them."""
