"""Re-arrest counted from the records themselves: one row per person, from their first arrest."""

import polars as pl

from pipelines.sample.planted import PERIOD_TO

Tables = dict[str, pl.DataFrame]
PERSON = "person_key"


def rearrest_episodes(latest: Tables) -> pl.DataFrame:
    """person_key, strangulation, days, rearrested: everybody ever arrested and free by the last day.

    The clock starts at release, or at the arrest when nobody was booked. A re-arrest needs a later
    incident; without one, follow-up ends on the last day.
    """
    arrests = _arrests(latest)
    index = _first_arrests(latest, arrests)
    again = pl.col("again").fill_null(PERIOD_TO)
    return index.join(_first_again(index, arrests), on=PERSON, how="left").select(
        PERSON,
        "strangulation",
        days=(again - pl.col("start")).dt.total_days(),
        rearrested=pl.col("again").is_not_null(),
    )


def _arrests(latest: Tables) -> pl.DataFrame:
    incidents = latest["incidents"].select("incident_id", "occurred_on", "strangulation")
    return (
        latest["incident_parties"]
        .filter(pl.col("arrested_on").is_not_null())
        .select("incident_id", PERSON, "arrested_on")
        .join(incidents, on="incident_id")
        .sort("arrested_on", "occurred_on", "incident_id")
    )


def _first_arrests(latest: Tables, arrests: pl.DataFrame) -> pl.DataFrame:
    first = arrests.unique(PERSON, keep="first", maintain_order=True)
    stay = latest["custody"].select("incident_id", PERSON, "released_at", booked=pl.lit(True))
    start = pl.when("booked").then(pl.col("released_at").dt.date()).otherwise("arrested_on")
    index = first.join(stay, on=["incident_id", PERSON], how="left").with_columns(start=start)
    return index.filter(pl.col("start").is_not_null())


def _first_again(index: pl.DataFrame, arrests: pl.DataFrame) -> pl.DataFrame:
    later = arrests.select(PERSON, "occurred_on", again="arrested_on")
    both = index.select(PERSON, "start", index_day="occurred_on").join(later, on=PERSON)
    counts = (pl.col("occurred_on") > pl.col("index_day")) & (pl.col("again") >= pl.col("start"))
    return both.filter(counts).group_by(PERSON).agg(pl.col("again").min())
