"""A fourth set of bureau templates by another hand; `generator/` holds its scripts as they were written."""
