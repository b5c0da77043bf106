"""Person numbers become pseudonyms: keyed BLAKE2b, the key kept outside the site and its backups."""

import base64
import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipelines.problems import Problem, Refused
from pipelines.site import Site
from warehouse import tables
from warehouse.engine import DuckEngine
from warehouse.tables import Table

KEY_BYTES = 32
# Nine bytes are 12 letters, which DuckDB keeps in place, and enough: among ten million people the chance
# that any two share a pseudonym is one in a hundred million.
DIGEST_BYTES = 9
KEY_TABLE = "pseudonym_key"


def key_file(site: Site) -> Path:
    """Where the key lies: in CCR_KEYS, else in the home folder of who refreshes."""
    return Path(os.environ.get("CCR_KEYS") or Path.home() / ".ccr-keys") / f"{site.id}.key"


def read_or_make_key(site: Site) -> bytes:
    """The site's key; made at the first refresh, readable by its owner only."""
    return _read_or_make(key_file(site))


def read_or_make_next_key(site: Site) -> bytes:
    """The key that is to take the place of the present one; the same again after a rotation was broken off."""
    return _read_or_make(_next_key_file(site))


def next_key(site: Site) -> bytes | None:
    """The key a rotation under way, or broken off, has made."""
    path = _next_key_file(site)
    return _read_or_make(path) if path.exists() else None


def key_mark(key: bytes) -> str:
    """What tells with which key a warehouse was made, and tells nothing else of the key."""
    return pseudonyms([""], key)[0]


def is_of_key(engine: DuckEngine, key: bytes) -> bool:
    """Whether the warehouse was made with the key."""
    is_marked = engine.value(f"select count(*) from duckdb_tables() where table_name = '{KEY_TABLE}'")
    return bool(is_marked) and engine.value(f"select mark from {KEY_TABLE}") == key_mark(key)


def put_next_key_in_force(site: Site) -> None:
    """The present key is gone after this."""
    _next_key_file(site).replace(key_file(site))


def _next_key_file(site: Site) -> Path:
    return key_file(site).with_suffix(".next.key")


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_whole(path, secrets.token_hex(KEY_BYTES))
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        if len(key) != KEY_BYTES:
            # An empty key would do its work in silence, and anybody could find a person's pseudonym.
            raise ValueError("Wrong length")
        return key
    except ValueError:
        what = "the key of the pseudonyms is damaged."
        remedy = (
            "Put the right key file back from its own backup; a new key would make everybody a new person."
        )
        raise Refused([Problem(file=path.name, where="", what=what, remedy=remedy)]) from None


def _write_whole(path: Path, text: str) -> None:
    """Whole or not at all: half a key would be refused for ever, or worse, used."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def pseudonyms(numbers: Sequence[str], key: bytes) -> list[str]:
    """A pseudonym for each number, the same for the same number and key."""
    # Made once and copied: mixing in the key is half the work.
    keyed = hashlib.blake2b(key=key, digest_size=DIGEST_BYTES)
    found = []
    for number in numbers:
        one = keyed.copy()
        one.update(number.encode())
        found.append(base64.urlsafe_b64encode(one.digest()).decode("ascii"))
    return found


def make_pseudonyms(engine: DuckEngine, relations: dict[str, str], key: bytes) -> None:
    """Fill the temporary table `pseudonyms` (number, person_key, weight) for all person columns.

    relations: the relation that holds the rows of each canonical table.

    The weight is one over the most records of a table that could name the person in a column: whatever records of
    a table are put together, their weights never add up to more than the people in them. Records and not rows, or
    the people of a county whose files overlap would seem fewer with each delivery.
    """
    selects = [
        _times(relations[table.name], column.name, table)
        for table in tables.CANONICAL
        for column in table.columns
        if column.kind == "person"
    ]
    numbers = engine.frame(
        f"select number, cast(max(times) as bigint) as times from ({' union all '.join(selects)}) group by number"
    )
    keys = pl.Series("person_key", pseudonyms(numbers["number"].to_list(), key), dtype=pl.String)
    weight = (1.0 / pl.col("times").sum().over("person_key")).alias("weight")
    engine.add_frame("pseudonyms", numbers.with_columns(keys).select("number", "person_key", weight))


def _times(relation: str, person: str, table: Table) -> str:
    """How many records of the table name each number as this person, in any of their versions."""
    record = ", ".join(dict.fromkeys(("source", *table.record_id, person)))
    return f"""
        select {person} as number, count(*) as times
        from (select distinct {record} from {relation} where {person} is not null) group by {person}"""
