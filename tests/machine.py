"""What the tests need of the machine beside Python: PostgreSQL's programs, a Chromium, and Pango for what is printed.

    python tests/machine.py

installs what is missing where it may (root on Debian or Ubuntu), and otherwise says in a sentence what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes.util import find_library
from pathlib import Path

QUICK = "chromium-headless-shell"  # knows neither windows nor notices, and does what else the tests ask in half the time
WHOLE = ("chromium", "chromium-browser", "google-chrome")


def postgres_programs() -> Path | None:
    """The folder that holds `initdb` and `postgres`; the newest, where there are several."""
    folders = [Path(found) for found in (_said_by_pg_config(), *_debian_folders(), _folder_on_path()) if found]
    return next((folder for folder in folders if _holds_a_server(folder)), None)


def chromium() -> str | None:
    """The browser of the journeys, the quick one where it is there; CHROMIUM names another one than the system's."""
    return _first(os.environ.get("CHROMIUM"), QUICK, *WHOLE)


def whole_chromium() -> str | None:
    """With all that a reader's has."""
    return _first(os.environ.get("CHROMIUM"), *WHOLE)


def pango() -> str | None:
    """What WeasyPrint sets type with. Chromium brings it on Debian and Ubuntu."""
    return next((found for found in map(find_library, ("pango-1.0", "pango-1.0-0")) if found), None)


def require(find: Callable[[], Path | str | None], *, package: str, what: str) -> None:
    """Returns when `find` finds it, after installing `package` if need be; ends the program with a sentence otherwise."""
    if find() or (_may_install() and _installed(package) and find()):
        return
    sys.exit(f"The tests need {what}. Please install it (Debian and Ubuntu: apt-get install {package}) and try again.")


def require_postgres() -> None:
    require(postgres_programs, package="postgresql", what="PostgreSQL's programs (initdb and postgres)")


def require_chromium() -> None:
    """The quick one is asked for once in an environment: not every system has it, and the tests do without."""
    require(whole_chromium, package="chromium", what="the browser Chromium")
    asked = Path(sys.prefix) / "asked-for-the-quick-browser"
    if _may_install() and not shutil.which(QUICK) and not asked.exists():
        asked.touch()
        _installed(QUICK)


def require_pango() -> None:
    require(pango, package="libpangoft2-1.0-0", what="the library Pango")


def _first(*names: str | None) -> str | None:
    return next((found for found in map(shutil.which, filter(None, names)) if found), None)


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _installed(package: str) -> bool:
    print(f"Installing {package} for the tests.", flush=True)
    quiet = dict(env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    apt = ["apt-get", "-o", "Acquire::http::Timeout=30", "-o", "Acquire::Retries=1"]
    subprocess.run([*apt, "update", "-q"], **quiet)
    return subprocess.run([*apt, "install", "-y", "-qq", "--no-install-recommends", package], **quiet).returncode == 0


def _said_by_pg_config() -> str | None:
    if not shutil.which("pg_config"):
        return None
    return subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip() or None


def _debian_folders() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)


def _folder_on_path() -> Path | None:
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _holds_a_server(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres"))


if __name__ == "__main__":
    require_postgres()
    require_chromium()
    require_pango()
