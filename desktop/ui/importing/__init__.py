"""The parts of the import screen: its steps, the columns, the preview."""
