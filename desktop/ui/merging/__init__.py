"""合并: the rows side by side, a choice where they differ, what moves; then one act."""
