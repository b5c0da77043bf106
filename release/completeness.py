"""Whether the fields that numbers rest on are filled: per agency and field, and whether one is filled at all."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import polars as pl

from metrics.cells import ROUNDING
from metrics.counting import Counter, bits_of, flags
from warehouse.codes import NOT_KNOWN
from warehouse.tables import canonical


class KeyField(NamedTuple):
    """A field that should be known of every record that the condition holds for."""

    table: str
    column: str
    among: str = "true"


KEY_FIELDS = (
    KeyField("calls", "first_arrived_at", "final_type = 'domestic'"),
    KeyField("calls", "initial_type", "final_type = 'domestic'"),
    *(
        KeyField("incidents", column)
        for column in (
            "district",
            "relationship",
            "violence_type",
            "severity",
            "strangulation",
            "suspect_identified",
            "probable_cause",
            "risk_level",
            "clearance",
        )
    ),
    *(
        KeyField("incident_parties", column)
        for column in ("sex", "race", "ethnicity", "age_band", "language")
    ),
    KeyField("custody", "incident_id"),
    KeyField("custody", "no_contact_condition", "released_at is not null"),
    KeyField("prosecutions", "incident_id"),
    KeyField("prosecutions", "referred_severity"),
    KeyField("prosecutions", "decline_kind", "decision = 'declined'"),
    KeyField("dispositions", "domestic_flag", "disposition = 'convicted'"),
    KeyField("dispositions", "convicted_severity", "disposition = 'convicted'"),
    KeyField("dispositions", "dismissal_kind", "disposition = 'dismissed'"),
    KeyField("supervision", "case_id"),
    KeyField("supervision", "level"),
    KeyField("violations", "kind"),
    KeyField("program_orders", "case_id"),
    KeyField("protection_orders", "expires_on", "final_on is not null"),
)
COLUMNS = ("counted", "out_of", "counted_people", "out_of_people", "rest_people")
SCHEMA = pl.Schema(
    {**dict.fromkeys(("agency", "table_name", "field"), pl.String), **dict.fromkeys(COLUMNS, pl.Int64)}
)


def completeness(engine: Counter, tables: Iterable[str]) -> pl.DataFrame:
    """Records with a known value out of all, per agency and key field, with at least so many people in each.

    tables: those that have rows. Returns agency, table_name, field and exact counts as
    `metrics.people.count_cells`. Unknown, refused and not collected are not known.
    """
    asked = [[key for key in KEY_FIELDS if key.table == table] for table in tables]
    queries = [_query(keys) for keys in asked if keys]
    if not queries:
        return pl.DataFrame(schema=SCHEMA)
    fields = [(key.table, key.column, *bits_of(at)) for keys in asked for at, key in enumerate(keys)]
    schema = {"table_name": pl.String, "field": pl.String, "denominator": pl.Int64, "numerator": pl.Int64}
    held = {
        part: (pl.col("pattern") & pl.col(bit)) > 0
        for part, bit in (("counted", "numerator"), ("out_of", "denominator"))
    }
    return (
        engine.frame(" union all ".join(queries))
        .lazy()
        .join(pl.LazyFrame(fields, schema=schema, orient="row"), on="table_name")
        .group_by("agency", "table_name", "field")
        .agg(
            (pl.col(what) * is_held).sum().alias(f"{part}{ending}")
            for part, is_held in held.items()
            for what, ending in (("n", ""), ("weight", "_people"))
        )
        .with_columns(rest_people=pl.col("out_of_people") - pl.col("counted_people"))
        .with_columns((pl.col(name) - ROUNDING).ceil() for name in COLUMNS if name.endswith("_people"))
        .select(*SCHEMA)
        .cast(SCHEMA)
        .collect()
    )


def _query(keys: Sequence[KeyField]) -> str:
    """The records of one table by the pattern of the fields that are known of them."""
    table = keys[0].table
    person = next((column.name for column in canonical(table).columns if column.kind == "person"), None)
    weight = f"coalesce({person}_weight, 1.0)" if person else "1.0"
    pattern = " + ".join(flags(key.among, _is_known(key), at) for at, key in enumerate(keys))
    return f"""
        select '{table}' as table_name, agency, pattern, cast(count(*) as bigint) as n, sum(weight) as weight
        from (select source as agency, cast({weight} as double) as weight, cast({pattern} as bigint) as pattern
              from {table}) as records
        group by agency, pattern"""


def _is_known(key: KeyField) -> str:
    is_filled = f"{key.column} is not null"
    if canonical(key.table).column(key.column).kind != "code":
        return is_filled
    codes = ", ".join(f"'{code}'" for code in NOT_KNOWN)
    return f"{is_filled} and {key.column} not in ({codes})"


def empty_fields(engine: Counter, wanted: Sequence[str], tables: Collection[str]) -> frozenset[str]:
    """Of fields as "table.column", those without a single value; a table without rows has none.

    tables: those that have rows.
    """
    empty = {field for field in wanted if field.split(".")[0] not in tables}
    for table in tables:
        columns = sorted({field.split(".")[1] for field in wanted if field.startswith(f"{table}.")})
        if columns:
            counts = ", ".join(f"count({column}) as {column}" for column in columns)
            row = engine.frame(f"select {counts} from {table}").row(0, named=True)
            empty |= {f"{table}.{column}" for column, filled in row.items() if not filled}
    return frozenset(empty)


def is_told(fields: Sequence[str], empty: frozenset[str]) -> bool:
    """True when each field has a value, or one of several that "|" joins."""
    return all(any(part not in empty for part in field.split("|")) for field in fields)
