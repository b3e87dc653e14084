"""The window: everything Qt, drawn from fields and paths, calling services only."""
