"""The parts of the screen for returns: the list of forms, what was found, where it is written."""
