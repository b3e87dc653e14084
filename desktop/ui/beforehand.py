"""What the first clicks will need, read in on a job's thread before they come."""

from __future__ import annotations

from desktop.core.progress import Progress


def read_in(progress: Progress) -> None:
    """The modules that the first click will need."""
    import desktop.services.saving
    import desktop.store.undo
    import desktop.ui.panel
    import desktop.ui.screens.health
    import desktop.ui.screens.importing
    import desktop.ui.screens.packs
    import desktop.ui.screens.planner
    import desktop.ui.screens.returns
    import desktop.ui.screens.targets  # noqa: F401

    progress.step(1, 1)
