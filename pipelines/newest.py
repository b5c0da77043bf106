"""The newest version of every record, whatever the order in which files and rows came.

A record sent again replaces what came before: by the day its file covers, then by receipt. Of rows about
one record in one file, whose order means nothing, the fullest counts. Where a newer file speaks of a
record and says that it is not ours, or that a person has another role in it, the older rows are replaced too.
"""

from collections.abc import Sequence

from pipelines.rolling_up import roll_up, rolled_up_name
from pipelines.staging import MOST_LINES, left_out_name, received_name
from warehouse.engine import DuckEngine
from warehouse.tables import PLACE, Table

DATES_FIRST = ("day", "moment")


def build_newest(engine: DuckEngine, table: Table, *, has_left_out: bool, by_person: bool) -> None:
    """Make the canonical table of its newest records. Raises when a row cannot be accounted for.

    has_left_out: whether any file of the table has rows that its mapping does not keep.
    by_person: whether several numbers can be one person; then a record is told by the person, not the number.
    """
    rows = rolled_up_name(table) if roll_up(engine, table, not_set_aside(table)) else not_set_aside(table)
    keys = _Keys(table, by_person=by_person)
    _group(engine, table, rows, keys, has_left_out=has_left_out)
    _mark_corrected(engine, table, keys)
    _choose(engine, table, rows, keys, has_left_out=has_left_out)
    engine.run(_create(table, rows))
    _check_nothing_lost(engine, table, rows)
    for part in ("records", "newest", "several", "rolled_up"):
        engine.run(f"drop table if exists {table.name}_{part}")  # the memory is wanted for what follows


def not_set_aside(table: Table) -> str:
    return f"""(
        select r.* from {received_name(table.name)} as r
        anti join (select * from set_aside where table_name = '{table.name}') as aside
          on aside.delivery_number = r.delivery_number and aside.line_number = r.line_number)"""


class _Keys:
    """What tells a record in the rows of a table, as SQL; a person by the pseudonym where people are linked."""

    def __init__(self, table: Table, *, by_person: bool) -> None:
        people = [c.name for c in table.columns if c.kind == "person" and c.name in table.record_id]
        self._linked = people if by_person else []
        self.names = [f"key_{name}" for name in table.replaced_with]
        sources = [self._sql(name) for name in table.replaced_with]
        self.columns = ", ".join(f"{sql} as {name}" for sql, name in zip(sources, self.names, strict=True))
        self.record_names = [f"record_{name}" for name in table.record_id]
        self._record = [self._sql(name) for name in table.record_id]
        self.record_columns = ", ".join(
            f"{sql} as {name}" for sql, name in zip(self._record, self.record_names, strict=True)
        )
        self.joins = " ".join(
            f"left join pseudonyms as {name}_id on {name}_id.number = k.{name}" for name in self._linked
        )
        self._sources = sources

    def _sql(self, name: str) -> str:
        return f"{name}_id.person_key" if name in self._linked else f"k.{name}"

    def are(self, records: str) -> str:
        """True where a row k is of a record."""
        pairs = [("k.source", "source"), *zip(self._sources, self.names, strict=True)]
        return " and ".join(f"{sql} is not distinct from {records}.{name}" for sql, name in pairs)

    def are_record(self, records: str) -> str:
        """True where a row k is of a record, told whole."""
        pairs = [("k.source", "source"), *zip(self._record, self.record_names, strict=True)]
        return " and ".join(f"{sql} is not distinct from {records}.{name}" for sql, name in pairs)

    def same(self, one: str, other: str) -> str:
        """True where both are of one record that has a number: rows without one are nobody's newer version."""
        return " and ".join(f"{one}.{name} = {other}.{name}" for name in ["source", *self.names])


def _group(engine: DuckEngine, table: Table, rows: str, keys: _Keys, *, has_left_out: bool) -> None:
    """One row per record: its newest version that is ours, the newest that is not, and how many rows are ours."""
    every = f"select k.source, {keys.columns}, k.version, true as is_ours from {rows} as k {keys.joins}"
    if has_left_out:
        every += f""" union all
            select k.source, {keys.columns}, k.version, false from {left_out_name(table.name)} as k {keys.joins}"""
    engine.run(f"""
        create temp table {table.name}_records as
        select source, {", ".join(keys.names)}, max(version) filter (where is_ours) as version,
               max(version) filter (where not is_ours) as not_ours, count(*) filter (where is_ours) as n
        from ({every}) group by source, {", ".join(keys.names)}""")


def _mark_corrected(engine: DuckEngine, table: Table, keys: _Keys) -> None:
    """Rows set aside whose record came again, whole, in a newer file: they need no more correcting."""
    if not engine.value(f"select count(*) from set_aside where table_name = '{table.name}'"):
        return
    engine.run(f"""
        update set_aside set is_corrected = true where table_name = '{table.name}' and exists (
            select 1 from (
                select k.delivery_number, k.line_number, k.version, k.source, {keys.columns}
                from {received_name(table.name)} as k {keys.joins}
                semi join set_aside as aside
                  on aside.delivery_number = k.delivery_number and aside.line_number = k.line_number) as broken
            join {table.name}_records as sound on {keys.same("sound", "broken")}
            where broken.delivery_number = set_aside.delivery_number
              and broken.line_number = set_aside.line_number
              and greatest(sound.version, sound.not_ours) // {MOST_LINES} > broken.version // {MOST_LINES})""")


def _choose(engine: DuckEngine, table: Table, rows: str, keys: _Keys, *, has_left_out: bool) -> None:
    """The rows to be in use, by version. Nearly every record has one row; only the others are looked at closely."""
    newest, several = f"{table.name}_newest", f"{table.name}_several"
    engine.run(f"""
        create temp table {newest} as
        select version, 1 as record_version from {table.name}_records as r where n = 1 and {_is_ours("r")}""")
    if not engine.value(f"select count(*) from {table.name}_records where n > 1"):
        return
    # Which of the others a newer file says are not ours; without such rows there is nothing to ask.
    ours = f"join {table.name}_records as r on {keys.are('r')} and {_is_ours('r')}" if has_left_out else ""
    engine.run(f"""
        create temp table {several} as
        with files as (
            select k.source, {keys.columns}, {keys.record_columns}, k.version // {MOST_LINES} as file,
                   max(k.version) as version, count(*) as rows_of_file
            from {rows} as k
            anti join (select version from {table.name}_records where n = 1) as single on single.version = k.version
            {keys.joins} {ours}
            group by all
        )
        select *, max(file) over (partition by source, {", ".join(keys.names)}) = file as is_newest,
               cast(sum(rows_of_file) over (partition by source, {", ".join(keys.record_names)}) as bigint) as times
        from files""")
    engine.run(
        f"insert into {newest} select version, times from {several} where is_newest and rows_of_file = 1"
    )
    if engine.value(f"select count(*) from {several} where is_newest and rows_of_file > 1"):
        engine.run(_fullest(table, rows, keys))


def _fullest(table: Table, rows: str, keys: _Keys) -> str:
    """Of rows about one record in one file, the fullest: only these need to be put in order, column by column."""
    return f"""
        insert into {table.name}_newest
        select version, times from (
            select k.version, s.times,
                   row_number() over (partition by s.version order by {_fullest_first(table)}) as place
            from {rows} as k {keys.joins}
            join {table.name}_several as s
              on s.is_newest and s.rows_of_file > 1 and s.file = k.version // {MOST_LINES}
             and {keys.are_record("s")}) as ranked
        where place = 1"""


def _is_ours(records: str) -> str:
    """A file that names a record as not ours takes older rows out, not its own."""
    return f"coalesce({records}.version // {MOST_LINES} >= {records}.not_ours // {MOST_LINES}, true)"


def _fullest_first(table: Table) -> str:
    """More columns filled, then later days, then whatever comes last in order, so that nothing is left to chance."""
    names = [column.name for column in table.columns if column.name not in table.record_id]
    filled = " + ".join(f"(k.{name} is not null)::int" for name in names) or "0"
    by_kind: Sequence[str] = sorted(names, key=lambda name: table.column(name).kind not in DATES_FIRST)
    # Where people are linked, one record may have come under two numbers.
    record = [f"k.{name}" for name in table.record_id]
    return ", ".join(
        [f"{filled} desc", *(f"k.{name} desc nulls last" for name in by_kind), *record, "k.version desc"]
    )


def _create(table: Table, rows: str) -> str:
    """Wide rows are moved only once: the newest were found on keys alone and are joined back."""
    people = [column.name for column in table.columns if column.kind == "person"]
    shown = [
        f"{name}_of.person_key as {name}" if name in people else f"r.{name}" for name in table.column_names
    ]
    codes = [f"r.{column.name}_code" for column in table.columns if column.kind == "code"]
    beside = [f"{name}_of.weight as {name}_weight" for name in people] + _place(table)
    joins = " ".join(f"left join pseudonyms as {name}_of on {name}_of.number = r.{name}" for name in people)
    received = rows if rows == rolled_up_name(table) else received_name(table.name)
    return f"""
        create table {table.name} as
        select {", ".join(shown + codes + beside)}, r.source, r.extract_id, r.delivery_number, r.line_number,
               r.received_on, newest.record_version
        from {received} as r
        join {table.name}_newest as newest on newest.version = r.version {joins}"""


def _place(table: Table) -> list[str]:
    """The order of the people of one report, by what the agency says of them: not by chance, row or pseudonym."""
    if not table.placed_within:
        return []
    rest = [name for name in table.record_id if name not in table.placed_within]
    within, by = (", ".join(f"r.{name}" for name in names) for names in (table.placed_within, rest))
    return [f"row_number() over (partition by {within} order by r.source, {by}) as {PLACE}"]


def _check_nothing_lost(engine: DuckEngine, table: Table, rows: str) -> None:
    """Every row belongs to one record, and every record is in use unless its newest word is "not ours"."""
    received = engine.value(f"select count(*) from {rows}")
    in_records, ours = engine.rows(f"""
        select coalesce(sum(n), 0), count(*) filter (where n > 0 and {_is_ours("r")})
        from {table.name}_records as r""")[0]
    chosen = engine.value(f"select count(*) from {table.name}_newest")
    in_use = engine.value(f"select count(*) from {table.name}")
    if received != in_records or chosen != in_use or in_use < ours:
        told = (
            f"{received} received, {in_records} in records, {ours} records, {chosen} chosen, {in_use} in use"
        )
        raise AssertionError(f"Rows lost [{table.name}: {told}]")
