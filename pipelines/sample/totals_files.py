"""The files of totals: a wide workbook by month, a CSV by quarter, a CSV by year, with their mappings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.sample.deliveries import Delivery
from pipelines.sample.extract_files import write_extract
from pipelines.sample.mapping_files import totals_toml
from pipelines.sample.planted import PERIOD_TO
from pipelines.sample.shapes import Shape
from warehouse import codes

# Headings of the advocacy program's sheet, each with the measure it stands for.
ADVOCACY_HEADINGS: Final = {
    "Referred to us": "referred",
    "Reached": "contacted",
    "Reached in 72 hours": "contacted_within_72_hours",
    "Fully served": "served",
    "Partly served": "partly_served",
    "Not served": "not_served",
    "High-risk cases": "high_risk_cases",
    "of these again": "high_risk_repeats",
}
QUESTIONS: Final = {
    "Q1": "felt_safer",
    "Q2": "felt_respected",
    "Q3": "knew_what_would_happen",
    "Q4": "threatened_over_case",
}
ANSWERS: Final = {
    "Safer": "safer",
    "Same": "same",
    "Less safe": "less_safe",
    "Yes": "yes",
    "Partly": "partly",
    "No": "no",
    "(open)": "no_answer",
}
ADVOCACY: Final = Shape(
    agency="advocacy",
    table="advocacy_totals",
    name="advocacy_totals",
    cells=(),
    begins="month",
    key=("month", "measure"),
    format={"kind": "xlsx", "sheet": "Totals", "day_formats": ["%Y-%m"]},
)
FEEDBACK: Final = Shape(
    agency="survey",
    table="feedback_totals",
    name="feedback_totals",
    cells=(),
    begins="quarter",
    key=("quarter", "question", "answer"),
    format={"day_formats": ["%Y-%m-%d"]},
)
POPULATION: Final = Shape(
    agency="county_planning",
    table="population",
    name="population",
    cells=(),
    begins="year",
    key=("year", "breakdown", "group_value"),
)
COLUMNS: Final[Mapping[str, Mapping[str, Any]]] = {
    "advocacy_totals": {
        "month": "Month",
        "measure": {"unpivot": ADVOCACY_HEADINGS},
        "count": {"unpivoted": True},
        "figure_source": {"constant": "monthly report of the program"},
    },
    "feedback_totals": {
        "quarter": "QUARTER_FROM",
        "question": {"from": "QUESTION", "codes": QUESTIONS},
        "answer": {"from": "ANSWER", "codes": ANSWERS},
        "count": "N",
        "invited": "ASKED",
        "figure_source": {"constant": "survey by telephone"},
    },
    "population": {
        "year": "YEAR",
        "breakdown": {"from": "KIND", "codes": {word: word for word in codes.POPULATION_BREAKDOWNS}},
        "group_value": "GROUP",
        "people": "RESIDENTS",
        "figure_source": "SOURCE",
    },
}


def write_totals(out: Path, tables: Mapping[str, pl.DataFrame]) -> dict[str, Delivery]:
    """Write the three files and their mappings; what each holds, by file name."""
    written = (
        (ADVOCACY, _advocacy(tables)),
        (FEEDBACK, _feedback(tables)),
        (POPULATION, _population(tables)),
    )
    files = {}
    for shape, lines in written:
        name = f"{shape.name}_to_{PERIOD_TO}.{shape.kind}"
        write_extract(out / "inbox" / name, shape, lines)
        mapping = out / "extracts" / f"{shape.name}.toml"
        mapping.write_text(totals_toml(shape, COLUMNS[shape.name]), encoding="utf-8", newline="\n")
        files[name] = _delivery(lines)
    return files


def _advocacy(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    headings = {measure: heading for heading, measure in ADVOCACY_HEADINGS.items()}
    wide = tables["advocacy_totals"].pivot("measure", index="month", values="count")
    return wide.select(
        pl.col("month").dt.strftime("%Y-%m").alias("Month"),
        *(pl.col(measure).alias(heading) for measure, heading in headings.items()),
    )


def _feedback(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    questions = {meaning: code for code, meaning in QUESTIONS.items()}
    answers = {meaning: code for code, meaning in ANSWERS.items()}
    return tables["feedback_totals"].select(
        QUARTER_FROM=pl.col("quarter").dt.strftime("%Y-%m-%d"),
        QUESTION=pl.col("question").replace_strict(questions),
        ANSWER=pl.col("answer").replace_strict(answers),
        N=pl.col("count").cast(pl.String),
        ASKED=pl.col("invited").cast(pl.String),
    )


def _population(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    headings = ("YEAR", "KIND", "GROUP", "RESIDENTS", "SOURCE")
    frame = tables["population"]
    return frame.select(
        pl.col(column).cast(pl.String).alias(heading)
        for column, heading in zip(frame.columns, headings, strict=True)
    )


def _delivery(lines: pl.DataFrame) -> Delivery:
    return Delivery(
        covers_to=PERIOD_TO,
        lines=lines,
        records=lines.height,
        further_rows=0,
        exact_repeats=0,
        not_kept=0,
        amended=0,
        quarantine={},
    )
