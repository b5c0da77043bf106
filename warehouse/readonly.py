"""Open a published file to read it, and nothing else.

The dashboard's only way to a database: no writing, no other file, no network, no extension, little
memory, and settings that the connection itself cannot change back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

# A published file holds a few thousand rows, so this is ample; it keeps 50 readers small.
MEMORY = "128MB"
SETTINGS: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": MEMORY,
    "threads": "1",
    "lock_configuration": "true",
}


@contextmanager
def read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A locked, read-only connection to one file. Raises FileNotFoundError when the file is not there."""
    if not path.is_file():
        raise FileNotFoundError(f"No such published file [{path.name}]")
    connection = duckdb.connect(str(path), read_only=True, config=SETTINGS)
    try:
        yield connection
    finally:
        connection.close()


def rows(path: Path, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The query's rows, one dictionary each. Values are bound, never written into the query."""
    with read_only(path) as connection:
        found = connection.execute(query, list(values))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
