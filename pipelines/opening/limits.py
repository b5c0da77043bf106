"""What opening one file may cost. Where the system knows such limits, it stops the process itself."""

import sys

CPU_SECONDS = 60
WALL_SECONDS = 120
WRITTEN_BYTES = 2 * 2**30
# Polars takes addresses for about a gigabyte that it never fills, so Parquet needs twice the room.
MEMORY_BYTES = {"csv": 2**30, "xlsx": 2**30, "parquet": 2 * 2**30}

# What an archive says of itself, looked at before anything is unpacked.
MOST_ENTRIES = 2_000
MOST_DECLARED_BYTES = 2**30
# Exports shrink to a tenth, repetitive ones to a thirtieth; the format itself allows a thousandth.
MOST_RATIO = 100
SMALL_BYTES = 10_000_000  # below this a bomb does no harm, and short files of equal rows shrink a lot


def in_words(kind: str) -> str:
    return f"{CPU_SECONDS} seconds or {MEMORY_BYTES[kind] // 2**30} GB of memory"


def limit_this_process(kind: str) -> None:
    """Memory, time and written bytes of this process. Windows has no such limits: the parent watches there."""
    if sys.platform == "win32":
        return
    import resource

    for name, most in (
        ("RLIMIT_AS", MEMORY_BYTES[kind]),
        ("RLIMIT_CPU", CPU_SECONDS),
        ("RLIMIT_FSIZE", WRITTEN_BYTES),
        ("RLIMIT_CORE", 0),
    ):
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS and refuses to set it
            continue
