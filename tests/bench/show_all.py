"""Opens the window on a ledger and closes it when all is read, as after a day: what it showed is kept."""

import sys
import time

from PySide6.QtWidgets import QApplication

sys.path.insert(0, ".")
from desktop import compose
from desktop.ui.application import Application

address = sys.argv[1]
app = QApplication([])
application = Application(
    app,
    lambda create=None: compose.open_office(address, create=create),
    compose.user_folder(),
    standing=lambda: compose.standing(address),
)
application.start()
quiet = 0
while quiet < 20:
    app.processEvents()
    ready = application.window.context is not None and application.jobs.idle()
    quiet = quiet + 1 if ready else 0
    time.sleep(0.01)
application.window.close()
