"""What to be careful about on the interventions page, and how its numbers are counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import words
from dashboard.answers.flow import definition

Row = Mapping[str, Any]


def careful(rows: Sequence[Row], change: Row) -> list[str]:
    sentences = [words.COMPARED if change["method"] == "controlled" else words.AFTER_NOT_BECAUSE]
    if change["is_seasonal"] is False:
        sentences.append("There are fewer than 24 months, so the time of the year is not taken into account.")
    if any(row["is_provisional"] for row in rows):
        sentences.append(
            "Hollow points are provisional: late records may still change them. The new course is judged without them."
        )
    if any(row["is_trial_baseline"] and row["upper_percent"] is not None for row in rows):
        sentences.append(
            "There are fewer than 12 periods before the start, so the usual range is a first guess."
        )
    if any(row["percent"] is None for row in rows):
        sentences.append(
            "A gap in the line, hatched at the foot, is a period with too few cases to show, not a zero."
        )
    return [*sentences, words.WORKERS_ARE_NOT_JUDGED]


def counted(indicator: Row | None) -> list[tuple[str, str]]:
    """What the chart's indicator counts, how the usual range is made, and the sources."""
    lines = []
    if indicator is not None:
        lines = [
            (indicator["label"], definition(indicator)),
            ("Reviewed", f"The definition was last reviewed on {indicator['reviewed_on']}."),
        ]
    return [
        *lines,
        (
            "Usual range",
            "Where nearly all periods before the start lie; a point outside it is unlikely to be chance.",
        ),
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
    ]
