"""The newest version of every record, whatever the order in which files and rows came.

A record sent again replaces what came before: by the day its file covers, then by receipt. Of rows about
one record in one file, whose order means nothing, the fullest counts. Where a newer file speaks of a
record and says that it is not ours, or that a person has another role in it, the older rows are replaced too.
"""

from collections.abc import Sequence

from pipelines.rolling_up import roll_up, rolled_up_name
from pipelines.staging import MOST_LINES, left_out_name, received_name
from warehouse.engine import FILE, DuckEngine
from warehouse.tables import PLACE, Table

DATES_FIRST = ("day", "moment")


def build_newest(engine: DuckEngine, table: Table, *, has_left_out: bool, by_person: bool) -> None:
    """Make the canonical table of its newest records. Raises when a row cannot be accounted for.

    has_left_out: whether any file of the table has rows that its mapping does not keep.
    by_person: whether several numbers can be one person; then a record is told by the person, not the number.
    """
    rows = rolled_up_name(table) if roll_up(engine, table, not_set_aside(table)) else not_set_aside(table)
    linked = [c.name for c in table.columns if by_person and c.kind == "person" and c.name in table.record_id]
    _tell(engine, table, rows, linked, has_left_out=has_left_out)
    _group(engine, table)
    _mark_corrected(engine, table, linked)
    _choose(engine, table, rows)
    engine.run(_create(table, rows))
    _check_nothing_lost(engine, table, rows)
    for part in ("keys", "records", "newest", "several", "rolled_up"):
        engine.run(f"drop table if exists {table.name}_{part}")  # the memory is wanted for what follows


def not_set_aside(table: Table) -> str:
    return f"""(
        select r.* from {received_name(table.name)} as r
        anti join (select * from set_aside where table_name = '{table.name}') as aside
          on aside.delivery_number = r.delivery_number and aside.line_number = r.line_number)"""


def _tell(engine: DuckEngine, table: Table, rows: str, linked: Sequence[str], *, has_left_out: bool) -> None:
    """`<table>_keys`: of which record each row is, and whether it is ours. What follows needs nothing else of rows."""
    told, joins = _told(table, linked)
    every = f"select k.version, k.source, {told}, true as is_ours from {rows} as k {joins}"
    if has_left_out:
        every += f""" union all
            select k.version, k.source, {told}, false from {left_out_name(table.name)} as k {joins}"""
    engine.run(f"create table {table.name}_keys as {every}")


def _told(table: Table, linked: Sequence[str]) -> tuple[str, str]:
    """The columns that tell the record of a row k, with the joins they need; people linked, by their pseudonym."""
    columns = (
        f"{name}_id.person_key as {name}" if name in linked else f"k.{name}" for name in table.record_id
    )
    joins = (f"left join pseudonyms as {name}_id on {name}_id.number = k.{name}" for name in linked)
    return ", ".join(columns), " ".join(joins)


def _group(engine: DuckEngine, table: Table) -> None:
    """One row per record: its newest version that is ours, the newest that is not, and how many rows are ours."""
    record = ", ".join(("source", *table.replaced_with))
    engine.run(f"""
        create table {table.name}_records as
        select {record}, max(version) filter (where is_ours) as version,
               max(version) filter (where not is_ours) as not_ours, count(*) filter (where is_ours) as n
        from {table.name}_keys group by {record}""")


def _mark_corrected(engine: DuckEngine, table: Table, linked: Sequence[str]) -> None:
    """Rows set aside whose record came again, whole, in a newer file: they need no more correcting.

    Rows without a number are nobody's newer version: here nothing equals a number that is missing.
    """
    if not engine.value(f"select count(*) from set_aside where table_name = '{table.name}'"):
        return
    told, joins = _told(table, linked)
    engine.run(f"""
        update set_aside set is_corrected = true where table_name = '{table.name}' and exists (
            select 1 from (
                select k.delivery_number, k.line_number, k.version, k.source, {told}
                from {received_name(table.name)} as k {joins}
                semi join set_aside as aside
                  on aside.delivery_number = k.delivery_number and aside.line_number = k.line_number) as broken
            join {table.name}_records as sound using ({", ".join(("source", *table.replaced_with))})
            where broken.delivery_number = set_aside.delivery_number
              and broken.line_number = set_aside.line_number
              and greatest(sound.version, sound.not_ours) // {MOST_LINES} > broken.version // {MOST_LINES})""")


def _choose(engine: DuckEngine, table: Table, rows: str) -> None:
    """The rows to be in use, by version. Nearly every record has one row; only the others are looked at closely.

    `<table>_several`: of those the records that the newest file has which speaks of them.
    """
    newest, several = f"{table.name}_newest", f"{table.name}_several"
    engine.run(f"""
        create table {newest} as
        select version, 1 as record_version from {table.name}_records as r where n = 1 and {_is_ours("r")}""")
    if not engine.value(f"select count(*) from {table.name}_records where n > 1"):
        return
    record = ", ".join(f"k.{name}" for name in ("source", *table.record_id))
    engine.run(f"""
        create table {several} as
        select {record}, max(k.version) as version, count(*) as times,
               count(*) filter (where {_file("k")} = {_file("r")}) as rows_of_file
        from {table.name}_keys as k
        join {table.name}_records as r
          on {_same(("source", *table.replaced_with), "k", "r")} and r.n > 1 and {_is_ours("r")}
        where k.is_ours
        group by {record}, r.version having max(k.version) // {MOST_LINES} = {_file("r")}""")
    engine.run(f"insert into {newest} select version, times from {several} where rows_of_file = 1")
    if engine.value(f"select count(*) from {several} where rows_of_file > 1"):
        engine.run(_fullest(table, rows))


def _fullest(table: Table, rows: str) -> str:
    """Of rows about one record in one file, the fullest: only these need to be put in order, column by column."""
    return f"""
        insert into {table.name}_newest
        select version, times from (
            select r.version, s.times,
                   row_number() over (partition by s.version order by {_fullest_first(table)}) as place
            from {rows} as r
            join {table.name}_keys as k on k.is_ours and k.version = r.version
            join {table.name}_several as s
              on s.rows_of_file > 1 and {_file("s")} = {_file("k")} and {_same(("source", *table.record_id), "k", "s")}
        ) as ranked
        where place = 1"""


def _file(row: str) -> str:
    """Which file a row is of; the newest has the highest number."""
    return f"{row}.version // {MOST_LINES}"


def _same(names: Sequence[str], one: str, other: str) -> str:
    """True where both are of one record; a number that is missing is the same as another one that is."""
    return " and ".join(f"{one}.{name} is not distinct from {other}.{name}" for name in names)


def _is_ours(records: str) -> str:
    """A file that names a record as not ours takes older rows out, not its own."""
    return f"coalesce({_file(records)} >= {records}.not_ours // {MOST_LINES}, true)"


def _fullest_first(table: Table) -> str:
    """More columns filled, then later days, then whatever comes last in order, so that nothing is left to chance."""
    names = [column.name for column in table.columns if column.name not in table.record_id]
    filled = " + ".join(f"(r.{name} is not null)::int" for name in names) or "0"
    by_kind: Sequence[str] = sorted(names, key=lambda name: table.column(name).kind not in DATES_FIRST)
    # Where people are linked, one record may have come under two numbers.
    record = [f"r.{name}" for name in table.record_id]
    return ", ".join(
        [f"{filled} desc", *(f"r.{name} desc nulls last" for name in by_kind), *record, "r.version desc"]
    )


def _create(table: Table, rows: str) -> str:
    """Wide rows are moved only once: the newest were found on keys alone and are joined back."""
    people = [column.name for column in table.columns if column.kind == "person"]
    shown = [
        f"{name}_of.person_key as {name}" if name in people else f"r.{name}" for name in table.column_names
    ]
    codes = [f"r.{column.name}_code" for column in table.columns if column.kind == "code"]
    beside = [f"{name}_of.weight as {name}_weight" for name in people]
    beside += [f"newest.{PLACE}"] if table.placed_within else []
    joins = " ".join(f"left join pseudonyms as {name}_of on {name}_of.number = r.{name}" for name in people)
    received = rows if rows == rolled_up_name(table) else received_name(table.name)
    return f"""
        create table {FILE}.{table.name} as
        select {", ".join(shown + codes + beside)}, r.source, r.extract_id, r.delivery_number, r.line_number,
               r.received_on, newest.record_version
        from {received} as r join {_newest(table, received)} as newest on newest.version = r.version {joins}"""


def _newest(table: Table, received: str) -> str:
    """The rows in use, with the order of the people of one report where it is asked for.

    That is by what the agency says of them: not by chance, row or pseudonym.
    """
    if not table.placed_within:
        return f"{table.name}_newest"
    rest = [name for name in table.record_id if name not in table.placed_within]
    within, by = (", ".join(f"r.{name}" for name in names) for names in (table.placed_within, rest))
    return f"""(
            select n.*, row_number() over (partition by {within} order by r.source, {by}) as {PLACE}
            from {table.name}_newest as n join {received} as r on r.version = n.version)"""


def _check_nothing_lost(engine: DuckEngine, table: Table, rows: str) -> None:
    """Every row belongs to one record, and every record is in use unless its newest word is "not ours"."""
    received, chosen, in_use = engine.rows(f"""
        select (select count(*) from {rows}), (select count(*) from {table.name}_newest),
               (select count(*) from {table.name})""")[0]
    in_records, ours = engine.rows(f"""
        select coalesce(sum(n), 0), count(*) filter (where n > 0 and {_is_ours("r")})
        from {table.name}_records as r""")[0]
    if received != in_records or chosen != in_use or in_use < ours:
        told = (
            f"{received} received, {in_records} in records, {ours} records, {chosen} chosen, {in_use} in use"
        )
        raise AssertionError(f"Rows lost [{table.name}: {told}]")
