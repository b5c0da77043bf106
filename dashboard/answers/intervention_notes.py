"""What to be careful about on the interventions page, and how its numbers are counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import written_day
from dashboard import words
from dashboard.answers.flow import definition

Row = Mapping[str, Any]
BASELINE = {"month": 12, "quarter": 4, "year": 4}  # periods before the start that the usual range comes from
USUAL_RANGE = (
    "Usual range",
    "Where nearly all periods before the start lie; a point outside it is unlikely to be chance.",
)


def careful(rows: Sequence[Row], change: Row) -> list[str]:
    sentences = [words.COMPARED if change["method"] == "controlled" else words.AFTER_NOT_BECAUSE]
    if change["is_seasonal"] is False:
        sentences.append("There are fewer than 24 months, so the time of the year is not taken into account.")
    if any(row["is_provisional"] for row in rows):
        sentences.append(
            "Hollow points are provisional: late records may still change them. The new course is judged without them."
        )
    if any(row["is_trial_baseline"] and row["upper_percent"] is not None for row in rows):
        sentences.append(_first_guess(rows, change))
    if any(row["percent"] is None for row in rows):
        sentences.append(
            "A gap in the line, hatched at the foot, is a period with too few cases to show, not a zero."
        )
    return [*sentences, words.WORKERS_ARE_NOT_JUDGED]


def _first_guess(rows: Sequence[Row], change: Row) -> str:
    """From how many periods the usual range comes: those that are drawn, of the last ones before the start."""
    grain = rows[0]["grain"]
    before = [row for row in rows if row["period_to"] < change["starts_on"]][-BASELINE[grain] :]
    drawn = sum(row["percent"] is not None for row in before)
    of = f"{drawn} of the {len(before)}" if drawn < len(before) else f"the {drawn}"
    return f"The usual range comes from {of} {grain}s before the start, so it is a first guess."


def counted(
    indicator: Row | None, rows: Sequence[Row] = (), facts: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """What the chart's indicator counts, how the usual range is made where there is one, and the sources."""
    lines = []
    if indicator is not None:
        lines = [
            (indicator["label"], definition(indicator)),
            ("Reviewed", f"The definition was last reviewed on {written_day(indicator['reviewed_on'])}."),
        ]
    has_range = any(row["upper_percent"] is not None for row in rows)
    return [
        *lines,
        *([USUAL_RANGE] if has_range else []),
        (
            "Old and new course",
            "Level and yearly trend of the months before the start, carried on as if nothing had changed, and of the "
            "months since; with the time of the year from 24 months on. Segmented regression of monthly counts, "
            "Newey-West errors (Wagner and others 2002). Months that late records may still change are in neither.",
        ),
        (
            "Would show",
            "The size a lasting change needs to be told from chance four times in five, by the cases there are "
            "a month and how much they vary.",
        ),
        (
            "All cases, and those it reached",
            "Intent to treat: the share since the change minus the share in the 12 months before, of reports whose "
            "suspect can be followed long enough. Wald: that divided by how much more often the response was given "
            "(Angrist 2006).",
        ),
        ("Verdict", "One rule for all changes: first whether it was carried out, then what followed."),
        *(
            [("Shares", words.BANDS.format(width=facts["band_width"]))]
            if facts and "band_width" in facts
            else []
        ),
    ]
