"""Extracts with a row per charge: the rows of a defendant's case in one file become one record.

The rules stand in words in docs/charge-roll-up.md. Rows set aside are not among those rolled up. The file
must hold every charge of each case it names: the newest file that names a case replaces older ones.
"""

from collections.abc import Callable

from pipelines.mapping_sql import raw_name
from pipelines.staging import received_name
from warehouse import codes
from warehouse.engine import DuckEngine, literal
from warehouse.tables import Column, Table

# The row with the lowest number settles the outcome of the case.
SETTLES = {
    "prosecutions": """case when decision = 'charged' then 0 when decision is null then 1
        when decision = 'returned' then 2 when decision = 'diverted' then 3 else 4 end""",
    "dispositions": """case when disposition is null and disposed_on is null then 0
        when disposition = 'convicted' then 1
        when disposition = 'diverted' then 2 when disposition = 'pled_on_other_case' then 3
        when disposition = 'acquitted' then 4 when disposition = 'other' then 5
        when disposition = 'dismissed' then 6 else 7 end""",
}
OUTCOME = {"prosecutions": "decision", "dispositions": "disposition"}
# Only these rows speak of the column.
ONLY_OF = {
    "filed_severity": "decision = 'charged'",
    "convicted_severity": "disposition = 'convicted'",
    "domestic_flag": "disposition = 'convicted'",
    "strangulation_charged": "decision = 'charged'",
    "decline_reason": "decision = 'declined'",
    "decline_kind": "decision = 'declined'",
    "reason": "disposition = 'dismissed'",
    "dismissal_kind": "disposition = 'dismissed'",
}
# A reason is kept only where the whole case ended so.
ONLY_WHEN = {
    **dict.fromkeys(("decline_reason", "decline_kind"), "declined"),
    **dict.fromkeys(("reason", "dismissal_kind"), "dismissed"),
}
INCOMPLETE = "another charge of the same case is set aside"
INCOMPLETE_REMEDY = "Nothing to do here; the case comes in whole once the other charge is corrected."
YES_FIRST = ("yes", "unknown", "refused", "not_collected", "no")


def make_rolled_up(engine: DuckEngine) -> None:
    """The table `rolled_up`, empty: how many lines of each delivery went into another line's record."""
    engine.run("create table rolled_up (table_name varchar, delivery_number int, lines bigint)")


def roll_up(engine: DuckEngine, table: Table, rows: str) -> bool:
    """Fill `<table>_rolled_up` with one row per case and file, when any file of the table has charges.

    rows: the relation of the rows that are not set aside. Counts the lines that went into another line's
    record in the table `rolled_up`. Returns False, having done nothing, where there is no charge.
    """
    if table.name not in OUTCOME:
        return False
    _set_incomplete_cases_aside(engine, table)
    if not engine.value(f"select count(*) from {rows} where is_charge"):
        return False
    engine.run(f"create table {rolled_up_name(table)} as {_query(table, rows)}")
    engine.run(f"""
        insert into rolled_up
        select '{table.name}', delivery_number, count(*) - count(distinct ({", ".join(("source", *table.record_id))}))
        from {rows} where is_charge group by delivery_number""")
    return True


def _set_incomplete_cases_aside(engine: DuckEngine, table: Table) -> None:
    """A case of which one charge is set aside says nothing sure: a plea set aside would leave a dismissal."""
    if not engine.value(f"select count(*) from set_aside where table_name = '{table.name}'"):
        return
    received, record = received_name(table.name), ", ".join(("source", *table.record_id, "delivery_number"))
    engine.run(f"""
        insert into set_aside
        with aside as (select distinct delivery_number, line_number from set_aside where table_name = '{table.name}')
        select '{table.name}', r.delivery_number, r.line_number, 'charge_of_a_case_set_aside',
               {literal(INCOMPLETE)}, {literal(INCOMPLETE_REMEDY)}, false
        from {received} as r
        semi join (select {record} from {received} as b
                   semi join aside on aside.delivery_number = b.delivery_number and aside.line_number = b.line_number
                   where b.is_charge) as broken using ({record})
        anti join aside on aside.delivery_number = r.delivery_number and aside.line_number = r.line_number
        where r.is_charge""")


def rolled_up_name(table: Table) -> str:
    return f"{table.name}_rolled_up"


def _query(table: Table, rows: str) -> str:
    record = ", ".join(table.record_id)
    values = [f"{sql} as {name}" for column in table.columns for name, sql in _of_column(table, column)]
    return f"""
        with charges as (select *, {SETTLES[table.name]} as settles from {rows} where is_charge)
        select {record}, {", ".join(values)}, max(line_number) as line_number, delivery_number, source, extract_id,
               received_on, covers_to, max(version) as version, true as is_charge
        from charges group by {record}, delivery_number, source, extract_id, received_on, covers_to
        union all by name select * from {rows} where not is_charge"""


def _of_column(table: Table, column: Column) -> list[tuple[str, str]]:
    """The column, and the agency's code beside it, over the rows of a case."""
    if column.name in table.record_id:
        return []
    choose = _chooser(table, column)
    found = [(column.name, choose(column.name))]
    if column.kind == "code":
        found.append((raw_name(column.name), choose(raw_name(column.name))))
    return found


def _chooser(table: Table, column: Column) -> Callable[[str], str]:
    outcome = f"first({OUTCOME[table.name]} order by settles, line_number)"
    if column.name == OUTCOME[table.name]:
        return lambda name: f"first({name} order by settles, line_number)"
    if column.name == "decided_on":
        return lambda _: (
            f"""case {outcome} when 'charged' then min(decided_on) filter (where decision = 'charged')
            when 'diverted' then min(decided_on) filter (where decision = 'diverted')
            when 'declined' then max(decided_on) end"""
        )
    if column.name == "disposed_on":
        return lambda _: "case when min(settles) > 0 then max(disposed_on) end"
    if column.kind == "day":
        return lambda name: f"min({name})"
    of = f" filter (where {ONLY_OF[column.name]})" if column.name in ONLY_OF else ""
    chosen = f"order by {_order(column)} line_number){of}"
    if column.name in ONLY_WHEN:
        return lambda name: (
            f"case when {outcome} = '{ONLY_WHEN[column.name]}' then any_value({name} {chosen} end"
        )
    return lambda name: f"any_value({name} {chosen}"


def _order(column: Column) -> str:
    """Most serious first; yes before not known before no; otherwise as the rows stand."""
    by = "referred_severity" if column.name in ("decline_reason", "decline_kind") else column.name
    if by == "referred_severity" or column.codes is codes.SEVERITIES:
        return f"list_position({list(codes.SEVERITIES)}, {by}),"
    return f"list_position({list(YES_FIRST)}, {by})," if column.codes is codes.YES_NO else ""
