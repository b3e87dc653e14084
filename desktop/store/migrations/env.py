"""Alembic's entry: runs the scripts in versions/ on the connection that migrating.py hands over."""

from __future__ import annotations

from alembic import context

from desktop.store.migrating import OPTIONS

# The transaction is migrating.py's own: all scripts, the check of references and the new index, or nothing.
context.configure(
    connection=context.config.attributes["connection"], transaction_per_migration=False, **OPTIONS
)
context.run_migrations()
