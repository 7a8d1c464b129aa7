"""What the processes of a run cost, as Linux counts it under /proc."""

from __future__ import annotations

import os
import platform
from pathlib import Path

TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds

PROC = Path("/proc")


def is_known() -> bool:
    return (PROC / "self" / "stat").exists()


def cpu_of_tree(root: int) -> float:
    """Milliseconds that a process and all below it have used, those that ended included."""
    return TICK * sum(_ticks(process) for process in _tree(root))


def memory_of_tree(root: int) -> float:
    """Megabytes; what processes share is counted once (PSS)."""
    return sum(_pss(process) for process in _tree(root)) / 1024


def parent_of(process: int) -> int:
    return int(_stat(process)[1])


def describe() -> list[tuple[str, str]]:
    return [("Processor", f"{os.cpu_count()} cores, {platform.machine()}"), ("System", f"{platform.system()} {platform.release().split('-')[0]}"), ("Python", platform.python_version())]


def _tree(root: int) -> list[int]:
    parents: dict[int, int] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = parent_of(int(folder.name))
            except OSError:  # it ended a moment ago
                continue
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def _stat(process: int) -> list[str]:
    """The fields behind the name: state, parent, …; the name may hold spaces and brackets."""
    return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()


def _ticks(process: int) -> int:
    """In user and system mode, its own and of children that it waited for."""
    try:
        return sum(map(int, _stat(process)[11:15]))
    except OSError:
        return 0


def _pss(process: int) -> int:
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
