"""From received rows to the tables of a new warehouse version."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.problems import Problem
from pipelines.pseudonyms import make_pseudonyms
from pipelines.rolling_up import roll_up, rolled_up_name
from pipelines.staging import Staged, received_name
from warehouse import tables
from warehouse.derived import DERIVED
from warehouse.engine import DuckEngine

TWO_AGENCIES = 2


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where the lines of one delivery went. Both sums are asserted for every file.

    lines = loaded + rejected; loaded = clean + quarantined. Of the clean rows, those out of scope
    (not kept by the mapping), those repeated or replaced by a newer version, and those rolled up (a charge
    that went into the record of another charge of its case) have no record of their own in use.
    """

    delivery_number: int
    file_name: str
    mapping_name: str
    agency: str
    table_name: str
    lines: int
    rejected: int
    loaded: int
    quarantined: int
    clean: int
    out_of_scope: int
    replaced: int
    rolled_up: int
    in_use: int

    def __post_init__(self) -> None:
        if min(self.lines, self.rejected, self.quarantined, self.clean, self.replaced, self.in_use) < 0:
            raise AssertionError(f"Rows counted twice [{self.file_name}]")
        if self.lines != self.loaded + self.rejected:
            raise AssertionError(
                f"Lines lost [{self.file_name}: {self.lines}, {self.loaded}, {self.rejected}]"
            )
        if self.loaded != self.clean + self.quarantined:
            raise AssertionError(
                f"Rows lost [{self.file_name}: {self.loaded}, {self.clean}, {self.quarantined}]"
            )
        if self.clean != self.in_use + self.replaced + self.rolled_up + self.out_of_scope:
            raise AssertionError(
                f"Rows lost [{self.file_name}: {self.clean}, {self.in_use}, {self.replaced}]"
            )


def build_tables(engine: DuckEngine, key: bytes, link: Callable[[DuckEngine], None] | None = None) -> None:
    """Make every canonical table: newest version of each record, people as pseudonyms.

    link: puts several numbers of one person together in `pseudonyms`, before the tables are made.
    """
    # From here on no result depends on the order of rows, and not keeping it saves a tenth of the work.
    engine.run("set preserve_insertion_order = false")
    relations = {table.name: received_name(table.name) for table in tables.CANONICAL}
    make_pseudonyms(engine, relations, key)
    if link:
        link(engine)
    for table in tables.CANONICAL:
        has_charges = roll_up(engine, table, _not_set_aside(table))
        rolled_up = rolled_up_name(table) if has_charges else None
        engine.run(_newest_versions(table, rolled_up, by_person=link is not None))
        _check_nothing_lost(engine, table)


def _check_nothing_lost(engine: DuckEngine, table: tables.Table) -> None:
    """The records in the table stand for all rows received and not set aside, each row for one record."""
    rolled_up = f"select coalesce(sum(lines), 0) from rolled_up where table_name = '{table.name}'"
    received = engine.value(f"select count(*) - ({rolled_up}) from {_not_set_aside(table)}")
    stood_for = engine.value(f"select coalesce(sum(record_version), 0) from {table.name}")
    if received != stood_for:
        raise AssertionError(f"Rows lost [{table.name}: {received} received, {stood_for} accounted for]")


def _not_set_aside(table: tables.Table) -> str:
    return f"""(
        select r.* from {received_name(table.name)} as r
        anti join (select * from set_aside where table_name = '{table.name}') as aside
          on aside.delivery_number = r.delivery_number and aside.line_number = r.line_number)"""


def number_clashes(engine: DuckEngine) -> list[Problem]:
    """A problem for each table in which two agencies use the same numbers: their records would be mixed up."""
    problems = []
    for table in (tables.INCIDENTS, tables.PROSECUTIONS, tables.DISPOSITIONS):
        if engine.value(f"select count(distinct source) from {table.name}") < TWO_AGENCIES:
            continue
        record = ", ".join(table.record_id)
        clashes, agencies = engine.rows(f"""
            select count(*), max(agencies) from (
                select string_agg(distinct source, ' and ' order by source) as agencies
                from {table.name} group by {record} having count(distinct source) > 1)""")[0]
        if clashes:
            what = f"{agencies} use {clashes:,} equal numbers ({table.record_id[0]}) for different records."
            example = f'{table.record_id[0]} = {{ from = "...", prefix = "S-" }}'
            remedy = f"Give one of them a prefix in all its mappings: {example}."
            problems.append(Problem(file=table.name, where="", what=what, remedy=remedy))
    return problems


def derive(engine: DuckEngine, *, police_cut_off: date) -> None:
    """Make every derived table for this refresh, and leave each as a view in the warehouse.

    Written out they would take longer to count from, and could differ from what they are derived from.
    """
    queries = {
        derived.table.name: derived.select.replace("$police_cut_off", f"date '{police_cut_off}'")
        for derived in DERIVED
    }
    # All views first: a name is looked for among the temporary tables before the warehouse's own.
    for kind in ("view", "temp table"):
        for name, query in queries.items():
            engine.run(f"create {kind} {name} as {query}")


def _newest_versions(table: tables.Table, rolled_up: str | None, *, by_person: bool) -> str:
    """A record sent again replaces what came before: by the day the file covers, then by receipt, then by line.

    rolled_up: the relation of the records, where rows were rolled up to them.
    The newest are found on the keys alone and joined back, so that wide rows are moved only once.
    by_person: where several numbers are one person, a record is told by the person, not by the number.
    """
    people = [column.name for column in table.columns if column.kind == "person"]
    shown = [
        f"{name}_of.person_key as {name}" if name in people else f"r.{name}" for name in table.column_names
    ]
    codes = [f"r.{column.name}_code" for column in table.columns if column.kind == "code"]
    weights = [f"{name}_of.weight as {name}_weight" for name in people]
    joins = " ".join(f"left join pseudonyms as {name}_of on {name}_of.number = r.{name}" for name in people)
    received = rolled_up or received_name(table.name)
    record, numbered = _record_id(table, people if by_person else [])
    return f"""
        create table {table.name} as
        with newest as (
            select max(version) as version, count(*) as record_version
            from {rolled_up or _not_set_aside(table)} as k {numbered}
            group by k.source, {record}
        )
        select {", ".join(shown + codes + weights)}, r.source, r.extract_id, r.delivery_number, r.line_number,
               r.received_on, newest.record_version
        from {received} as r
        join newest on newest.version = r.version {joins}"""


def _record_id(table: tables.Table, people: list[str]) -> tuple[str, str]:
    """What tells a record, and the joins it needs; a person column among `people` by its pseudonym."""
    told = [name for name in table.record_id if name in people]
    columns = [f"{name}_id.person_key" if name in told else f"k.{name}" for name in table.record_id]
    joins = [f"left join pseudonyms as {name}_id on {name}_id.number = k.{name}" for name in told]
    return ", ".join(columns), " ".join(joins)


def accounts(engine: DuckEngine, staged: list[Staged]) -> list[Account]:
    """Where every line of every delivery went. Raises when a line cannot be accounted for."""
    aside = dict(
        engine.rows("""
            select delivery_number, count(distinct line_number) from set_aside group by delivery_number""")
    )
    in_use = dict(
        engine.rows(
            " union all ".join(
                f"select delivery_number, count(*) from {table.name} group by delivery_number"
                for table in tables.CANONICAL
            )
        )
    )
    rolled_up = dict(
        engine.rows("select delivery_number, sum(lines) from rolled_up group by delivery_number")
    )
    numbers = [item.delivery.number for item in staged]
    return [
        _account(engine, item, *(found.get(number, 0) for found in (aside, rolled_up, in_use)))
        for item, number in zip(staged, numbers, strict=True)
    ]


def _account(engine: DuckEngine, item: Staged, lines_aside: int, rolled_up: int, in_use: int) -> Account:
    """lines_aside: lines of the file set aside; a line of a wide sheet is set aside with all its figures."""
    quarantined = _rows_aside(engine, item) if item.loaded.width > 1 else lines_aside
    kept = int(engine.value(f"select count(*) from {item.loaded.staging} where is_kept"))
    return Account(
        delivery_number=item.delivery.number,
        file_name=item.delivery.file_name,
        mapping_name=item.delivery.mapping_name,
        agency=item.mapping.agency,
        table_name=item.mapping.table,
        lines=item.loaded.lines,
        rejected=len(item.loaded.rejected) * item.loaded.width,
        loaded=item.loaded.rows,
        quarantined=quarantined,
        clean=item.loaded.rows - quarantined,
        out_of_scope=item.loaded.rows - kept,
        replaced=kept - quarantined - rolled_up - in_use,
        rolled_up=rolled_up,
        in_use=in_use,
    )


def _rows_aside(engine: DuckEngine, item: Staged) -> int:
    """Figures on the lines that are set aside; empty cells are no figures."""
    return int(
        engine.value(f"""
            select count(*) from {item.loaded.staging} where is_kept and line_number in (
                select line_number from set_aside where delivery_number = {item.delivery.number})""")
    )


def record_deliveries(engine: DuckEngine, staged: list[Staged], accounted: list[Account]) -> None:
    """Keep in the warehouse what was received, where its lines went, and what was set aside or rejected."""
    received = pl.DataFrame([vars(item.delivery) for item in staged], infer_schema_length=None)
    received = received.rename({"number": "delivery_number"}).with_columns(pl.col("covers_to").cast(pl.Date))
    counted = pl.DataFrame([vars(account) for account in accounted])
    both = received.join(counted.drop("file_name", "mapping_name"), on="delivery_number")
    engine.add_frame("deliveries", both.rename({"delivery_number": "number"}).sort("number"), temporary=False)
    engine.run("create table quarantine as select * from set_aside order by all")
    rejected = [
        {"delivery_number": item.delivery.number, "line_number": line.line_number, "reason": line.reason}
        for item in staged
        for line in item.loaded.rejected
    ]
    schema = {"delivery_number": pl.Int64, "line_number": pl.Int64, "reason": pl.String}
    engine.add_frame("rejected_lines", pl.DataFrame(rejected, schema=schema), temporary=False)
