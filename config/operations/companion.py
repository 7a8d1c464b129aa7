"""A second process that does not outlive the first, however the first ends.

The child holds the reading end of a pipe as its standard input; nothing is ever written to it. When the parent is gone, killed
included, the system closes the other end, the child reads the end of the file and ends as if it had been told to.
"""

import os
import signal
import subprocess
import sys
import threading

from django.conf import settings
from django.core.management import execute_from_command_line


def start(*command: str) -> subprocess.Popen:
    """Runs a management command beside this process; stops when this process does."""
    line = [sys.executable, "-m", __name__, *command]
    return subprocess.Popen(line, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, start_new_session=True)


def _end_with_the_parent() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    execute_from_command_line(["manage.py", *sys.argv[1:]])
