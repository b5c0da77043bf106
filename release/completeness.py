"""Whether the fields that numbers rest on are filled: per agency and field, and whether one is filled at all."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import polars as pl

from metrics.counting import Counter
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
SCHEMA = {
    **dict.fromkeys(("agency", "table_name", "field"), pl.String),
    **dict.fromkeys(COLUMNS, pl.Int64),
}


def completeness(engine: Counter, tables: Iterable[str]) -> pl.DataFrame:
    """Records with a known value out of all, per agency and key field, with at least so many people in each.

    tables: those that have rows. Returns agency, table_name, field and exact counts as
    `metrics.people.count_cells`. Unknown, refused and not collected are not known.
    """
    frames = [_of_table(engine, name) for name in tables if any(key.table == name for key in KEY_FIELDS)]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *frames])


def _of_table(engine: Counter, table: str) -> pl.DataFrame:
    keys = [key for key in KEY_FIELDS if key.table == table]
    person = next((column.name for column in canonical(table).columns if column.kind == "person"), None)
    weight = f"{person}_weight" if person else "1.0"
    sums = []
    for at, key in enumerate(keys):
        for name, condition in (("counted", f"({key.among}) and {_is_known(key)}"), ("out_of", key.among)):
            sums.append(f"count(*) filter (where {condition}) as {name}_{at}")
            sums.append(
                f"coalesce(sum(coalesce({weight}, 1.0)) filter (where {condition}), 0) as {name}_w_{at}"
            )
    wide = engine.frame(f"select source as agency, {', '.join(sums)} from {table} group by source")
    return pl.concat([_tidy(wide, key, at) for at, key in enumerate(keys)])


def _tidy(wide: pl.DataFrame, key: KeyField, at: int) -> pl.DataFrame:
    counted, out_of = pl.col(f"counted_{at}"), pl.col(f"out_of_{at}")
    known, everyone = pl.col(f"counted_w_{at}"), pl.col(f"out_of_w_{at}")
    values = (counted, out_of, known.ceil(), everyone.ceil(), (everyone - known).ceil())
    return wide.select(
        "agency",
        pl.lit(key.table).alias("table_name"),
        pl.lit(key.column).alias("field"),
        *(value.cast(pl.Int64).alias(name) for name, value in zip(COLUMNS, values, strict=True)),
    )


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
