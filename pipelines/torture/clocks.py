"""Days and clocks on which programs go wrong."""

from datetime import UTC, datetime, timedelta

from pipelines.torture.county import NOW, Ground
from pipelines.torture.figure import Figure
from pipelines.torture.state import publication

# The sample county's time zone is America/Chicago; a tuple is (what, moment of the refresh, TZ of the process).
MOMENTS = (
    ("the hour that comes twice, first time", datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/Chicago"),
    ("the hour that comes twice, second time", datetime(2026, 11, 1, 7, 30, tzinfo=UTC), "America/Chicago"),
    ("last second of the year", datetime(2027, 1, 1, 5, 59, 59, tzinfo=UTC), "America/Chicago"),
    ("first second of the year", datetime(2027, 1, 1, 6, 0, tzinfo=UTC), "UTC"),
    ("the hour that does not exist", datetime(2027, 3, 14, 8, 0, tzinfo=UTC), "America/Chicago"),
    ("29 February", datetime(2028, 2, 29, 18, 0, tzinfo=UTC), "UTC"),
    ("Pacific/Auckland, already tomorrow", datetime(2026, 10, 5, 23, 30, tzinfo=UTC), "Pacific/Auckland"),
    ("clock set back an hour", NOW - timedelta(hours=1), "UTC"),
    ("clock set back to 2020", datetime(2020, 1, 1, tzinfo=UTC), "UTC"),
)


def same_results(ground: Ground) -> Figure:
    """The same two deliveries; the second refresh at each of these moments."""
    faults = []
    for what, moment, zone in MOMENTS:
        site = ground.fresh("mistreated")
        ended = ground.refresh(site, now=moment, TZ=zone)
        if ended.how != "published":
            faults.append(f"{what}: {ended.how} {ended.words}")
        elif publication(site).content != ground.after.content:
            faults.append(f"{what}: says something else")
    return Figure(
        what="summer time, leap day, year end, time zones, clock set back",
        measured=f"{len(MOMENTS) - len(faults)} of {len(MOMENTS)} equal",
        wanted="the same content at every moment",
        faults=tuple(faults),
    )
