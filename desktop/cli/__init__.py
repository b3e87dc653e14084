"""The command line: one face of the program, for scripts and for those who like to type."""
