"""From received rows to the tables of a new warehouse version."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from pipelines.newest import build_newest
from pipelines.problems import Problem
from pipelines.pseudonyms import make_pseudonyms
from pipelines.rolling_up import make_rolled_up
from pipelines.staging import Staged, received_name
from warehouse import tables
from warehouse.coverage import Coverage
from warehouse.derived import DERIVED, Derived
from warehouse.engine import FILE, SCRATCH, DuckEngine
from warehouse.together import in_turn, together

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
    # Of those quarantined: the record came again, whole, in a newer version.
    corrected: int = 0

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


def build_tables(
    engine: DuckEngine, staged: list[Staged], key: bytes, link: Callable[[DuckEngine], None] | None = None
) -> None:
    """Make every canonical table: newest version of each record, people as pseudonyms.

    link: puts several numbers of one person together in `pseudonyms`, before the tables are made.
    """
    # From here on no result depends on the order of rows, and not keeping it saves a tenth of the work.
    engine.run("set preserve_insertion_order = false")
    relations = {table.name: received_name(table.name) for table in tables.CANONICAL}
    make_pseudonyms(engine, relations, key)
    if link:
        link(engine)
    make_rolled_up(engine)
    keeping = {item.mapping.table for item in staged if item.mapping.keep}
    rows = Counter[str]()
    for item in staged:
        rows[item.mapping.table] += item.loaded.rows
    # The largest first: begun last, it would keep one core waiting.
    largest_first = sorted(tables.CANONICAL, key=lambda table: -rows[table.name])
    together(
        engine,
        [
            partial(build_newest, table=table, has_left_out=table.name in keeping, by_person=link is not None)
            for table in largest_first
        ],
    )


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


def derive(engine: DuckEngine, reach: Mapping[str, date], wanted: Sequence[Derived] = DERIVED) -> None:
    """Make every derived table for this refresh, and leave each as a view in the warehouse.

    reach: the days that `warehouse.derived` names.
    wanted: those to make, in the order of DERIVED, with all that they are derived from.
    Written out they would take longer to count from, and could differ from what they are derived from.
    """
    jobs: dict[str, Callable[[DuckEngine], None]] = {}
    needs: dict[str, set[str]] = {}
    for derived in wanted:
        name = derived.table.name
        needs[name] = jobs.keys() & set(re.findall(r"\w+", derived.select))
        kind = "view" if derived.is_for_looking_up else "table"
        jobs[name] = partial(_make, f"{kind} {SCRATCH}", derived=derived, reach=reach)
    in_turn(engine, jobs, needs)
    # The last first: what it names is no view yet but only a table, and a view over tables costs half as much to
    # make as one over views of views. It holds the name alone, and in the file that is another view.
    for derived in reversed(wanted):
        _make(f"view {FILE}", engine, derived, reach)


def _make(place: str, engine: DuckEngine, derived: Derived, reach: Mapping[str, date]) -> None:
    engine.run(f"create {place}.{derived.table.name} as {with_reach(derived.select, reach)}")


def reach_of(coverage: Coverage) -> dict[str, date]:
    """From and to which days the records are complete that people are followed in."""
    police = ("incidents", "incident_parties")
    return {
        "police_first_day": coverage.first_day(*police),
        "police_cut_off": coverage.cut_off(*police),
        "custody_cut_off": coverage.cut_off(*police, "custody"),
        "program_cut_off": coverage.cut_off(*police, "program_orders"),
    }


def with_reach(query: str, reach: Mapping[str, date]) -> str:
    """The query with the days written in: a view cannot bind values."""
    for name, day in reach.items():
        query = query.replace(f"${name}", f"date '{day.isoformat()}'")
    return query


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
    corrected = dict(
        engine.rows("""
            select delivery_number, count(distinct line_number) from set_aside where is_corrected
            group by delivery_number""")
    )
    kept = dict(
        engine.rows(
            " union all ".join(
                f"select {item.delivery.number}, count(*) from {item.loaded.rows_table} where is_kept"
                for item in staged
            )
        )
    )
    counted = (kept, aside, rolled_up, in_use, corrected)
    return [
        _account(engine, item, *(found.get(item.delivery.number, 0) for found in counted)) for item in staged
    ]


def _account(
    engine: DuckEngine,
    item: Staged,
    kept: int,
    lines_aside: int,
    rolled_up: int,
    in_use: int,
    corrected: int,
) -> Account:
    """lines_aside: lines of the file set aside; a line of a wide sheet is set aside with all its figures."""
    quarantined = _rows_aside(engine, item) if item.loaded.width > 1 else lines_aside
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
        corrected=corrected,
    )


def _rows_aside(engine: DuckEngine, item: Staged) -> int:
    """Figures on the lines that are set aside; empty cells are no figures."""
    return int(
        engine.value(f"""
            select count(*) from {item.loaded.staging} where is_kept and line_number in (
                select line_number from set_aside where delivery_number = {item.delivery.number})""")
    )
