"""What a measurement was taken on: without it a figure can't be compared with anything."""

import os
import platform
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Machine:
    """Cores this process may use, the CPU's model, memory in GiB, versions, and the load average of the last minute
    as it stood before the run. Nothing that names the machine."""

    cores: int
    cpu: str
    memory_gib: float
    python: str
    system: str
    load: float


def describe() -> Machine:
    """This machine, now."""
    return Machine(
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        cpu=_cpu_model(),
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        load=round(os.getloadavg()[0], 2),
    )


def peak_memory_mib(process: int) -> float | None:
    """The most memory that a process has held so far, in MiB: VmHWM of proc(5). None where there is no such thing."""
    return _memory_mib(process, "VmHWM:")


def memory_mib(process: int) -> float | None:
    """The memory that a process holds now, in MiB: VmRSS of proc(5). None where there is no such thing."""
    return _memory_mib(process, "VmRSS:")


def cpu_seconds(process: int) -> float:
    """The processor time that a process has used so far, all its threads, its own and the system's for it. 0 where
    nothing tells."""
    # What clock_getcpuclockid(3) of Linux gives for a process: as exact as the scheduler is, where proc(5) has ticks.
    with suppress(OSError):
        return time.clock_gettime((~process << 3) | 2)
    return 0.0


def idle_seconds() -> float:
    """The time that all cores together have had nothing to do, since the machine was started. 0 where nothing tells."""
    try:
        _, _, _, _, idle, waiting, *_ = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()
    except OSError:
        return 0.0
    return (int(idle) + int(waiting)) / os.sysconf("SC_CLK_TCK")


def _memory_mib(process: int, field: str) -> float | None:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    held = [line.split()[1] for line in status.splitlines() if line.startswith(field)]
    return round(int(held[0]) / 1024, 1) if held else None


def _cpu_model() -> str:
    if _CPU_INFO.exists():
        for line in _CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
