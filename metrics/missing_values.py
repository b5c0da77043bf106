"""Values an indicator cannot do without: in how many records they are missing.

A report that does not say whether there was probable cause is in no denominator: when many do not, the share
speaks of those reports only on which somebody wrote more.
"""

from collections.abc import Mapping
from dataclasses import replace

from metrics.declarations import Measure

NOT_KNOWN = "in ('unknown', 'refused', 'not_collected')"


def not_known_id(measure_id: str) -> str:
    return f"not_known_{measure_id}"


def missing_values(measure: Measure) -> Measure | None:
    """Cases that are in no denominator because a value is missing, of those and the denominator; None where an
    indicator leaves nobody out for that."""
    if measure.id in IN_OTHER_RECORDS:
        return IN_OTHER_RECORDS[measure.id]
    if not measure.unknown:
        return None
    unknown = f"coalesce({measure.unknown}, false)"
    return replace(
        measure,
        id=not_known_id(measure.id),
        denominator=f"coalesce({measure.denominator}, false) or {unknown}",
        numerator=unknown,
    )


def _of_reports(indicator: str, *fields: str) -> Measure:
    """Reports of which a field is empty or not known, out of all reports."""
    missing = " or ".join(f"{field} is null or {field} {NOT_KNOWN}" for field in fields)
    return Measure(
        id=not_known_id(indicator),
        rows="incidents",
        day="occurred_on",
        denominator="true",
        numerator=missing,
        needs=("incidents",),
    )


def _of_decided(indicator: str, rows: str, day: str, decided_on: str, decision: str) -> Measure:
    """Records with the day of a decision whose decision nobody wrote down; open ones have no decision yet."""
    return Measure(
        id=not_known_id(indicator),
        rows=rows,
        day=day,
        denominator=f"{decided_on} is not null",
        numerator=f"{decision} is null",
        needs=(rows,),
    )


# Where the table of the indicator does not hold the value itself, but only what follows from it.
IN_OTHER_RECORDS: Mapping[str, Measure] = {
    "arrest": _of_reports("arrest", "probable_cause"),
    "gone_resolved": _of_reports("gone_resolved", "probable_cause", "suspect_gone_on_arrival"),
    "lethality_screen": _of_reports("lethality_screen", "relationship"),
    "high_danger": _of_reports("high_danger", "relationship"),
    **{
        name: _of_decided(name, "prosecutions", "referred_on", "decided_on", "decision")
        for name in ("charging", "declined")
    },
    **{
        name: _of_decided(name, "dispositions", "disposed_on", "disposed_on", "disposition")
        for name in ("dismissal", "conviction")
    },
}
