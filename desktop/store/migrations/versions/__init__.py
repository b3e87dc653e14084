"""The migrations in order; `python -m desktop.store.migrating autogenerate NAME` writes the next."""
