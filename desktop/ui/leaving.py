"""The end of a process that had a window: what is open is flushed, then the process is gone."""

from __future__ import annotations

import logging
import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End with this exit code without taking the interpreter apart.

    Everything that has to be kept was closed with the window. What is left is Python letting go of Qt's
    objects in an order of its own, in which now and then one is touched that Qt has deleted already: a
    segmentation fault after the work is done.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a windowed build has none
            stream.flush()
    os._exit(code)
