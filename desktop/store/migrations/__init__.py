"""The migrations of the ledger's tables, run by Alembic when a file is older than the program."""
