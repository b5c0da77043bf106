"""Values an indicator cannot do without: in how many records they are missing. By id of the indicator.

A report that does not say whether there was probable cause is in no denominator: when many do not, the share
speaks of those reports only on which somebody wrote more.
"""

from collections.abc import Mapping

from metrics.declarations import Measure

NOT_KNOWN = "in ('unknown', 'refused', 'not_collected')"


def _not_known(indicator: str, rows: str, day: str, *fields: str) -> Measure:
    """Records of which a field is empty or not known, out of all records."""
    missing = " or ".join(f"{field} is null or {field} {NOT_KNOWN}" for field in fields)
    return Measure(
        id=f"not_known_{indicator}",
        rows=rows,
        day=day,
        denominator="true",
        numerator=missing,
        needs=(rows,),
    )


MISSING_VALUES: Mapping[str, Measure] = {
    "arrest": _not_known("arrest", "incidents", "occurred_on", "probable_cause"),
    # A decided referral whose decision nobody wrote down; open ones have no decision yet.
    "charging": Measure(
        id="not_known_charging",
        rows="prosecutions",
        day="referred_on",
        denominator="decided_on is not null",
        numerator="decision is null",
        needs=("prosecutions",),
    ),
}
