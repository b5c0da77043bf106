"""What the planted truths came to in the county that was drawn, counted straight from its records."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from pipelines.sample.episodes import rearrest_episodes
from pipelines.sample.planted import ARREST, PERIOD_TO, PROGRAM, REPORT_WRITTEN, SERVICE

Counts = dict[str, Any]


def counted(latest: dict[str, pl.DataFrame]) -> Counts:
    """Counts of the newest version of every record, by canonical table; rows set aside are not among them."""
    report = _reports(latest)
    return {
        "arrest": _before_after(
            report.filter("eligible"), "occurred_on", ARREST.change_starts_on, "arrested"
        ),
        "arrest_of_suspects_present": _before_after(
            report.filter("eligible", ~pl.col("gone")), "occurred_on", ARREST.change_starts_on, "arrested"
        ),
        "dual_arrest": _before_after(
            report.filter("arrested"), "occurred_on", ARREST.change_starts_on, "dual"
        ),
        "report_written": _report_written(latest["calls"]),
        "charging": _charging(latest),
        "conviction": _conviction(latest),
        "rearrest": _rearrest(latest),
        "program_completion": _program_completion(latest["program_orders"]),
        "order_service": _order_service(latest["protection_orders"]),
        "breach": _breach(latest),
    }


def _reports(latest: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """A row per domestic report: eligible for arrest, suspect gone, arrested, both arrested."""
    arrested = pl.col("arrested_on").is_not_null()
    people = (
        latest["incident_parties"]
        .group_by("incident_id")
        .agg(arrests=arrested.sum(), both=(pl.col("role") == "both").any())
    )
    eligible = (pl.col("suspect_identified") == "yes") & (pl.col("probable_cause") == "yes")
    return (
        latest["incidents"]
        .join(people, on="incident_id", how="left")
        .select(
            "occurred_on",
            eligible=eligible.fill_null(False),
            gone=(pl.col("suspect_gone_on_arrival") == "yes").fill_null(False),
            arrested=pl.col("arrests") > 0,
            dual=(pl.col("arrests") > 1) & pl.col("both"),
        )
    )


def _before_after(rows: pl.DataFrame, day: str, starts_on: date, numerator: str) -> Counts:
    after = pl.col(day).cast(pl.Date) >= starts_on
    return {
        "before": _share(rows.filter(~after), numerator),
        "after": _share(rows.filter(after), numerator),
    }


def _share(rows: pl.DataFrame, numerator: str) -> Counts:
    return {"counted": int(rows[numerator].sum()), "out_of": rows.height}


def _report_written(calls: pl.DataFrame) -> Counts:
    domestic = calls.filter(pl.col("final_type") == "domestic").select(
        "received_at", written=pl.col("incident_id").is_not_null()
    )
    return _before_after(domestic, "received_at", REPORT_WRITTEN.change_starts_on, "written")


def _charging(latest: dict[str, pl.DataFrame]) -> Counts:
    """By race as police recorded it; a referral returned for more information is still open."""
    decided = latest["prosecutions"].filter(
        pl.col("decided_on").is_not_null() & (pl.col("decision") != "returned")
    )
    return _by_race(latest, decided.with_columns(hit=pl.col("decision") == "charged"))


def _conviction(latest: dict[str, pl.DataFrame]) -> Counts:
    ended = latest["dispositions"].filter(pl.col("disposed_on").is_not_null())
    case = latest["prosecutions"].select("case_id", "incident_id")
    return _by_race(
        latest, ended.join(case, on="case_id").with_columns(hit=pl.col("disposition") == "convicted")
    )


def _by_race(latest: dict[str, pl.DataFrame], rows: pl.DataFrame) -> Counts:
    race = latest["incident_parties"].select("incident_id", "person_key", "race")
    joined = rows.join(race, on=["incident_id", "person_key"], how="left")
    groups = joined.with_columns(pl.col("race").fill_null("blank")).partition_by("race", as_dict=True)
    return {str(race): _share(groups[(race,)], "hit") for (race,) in sorted(groups)}


def _rearrest(latest: dict[str, pl.DataFrame]) -> Counts:
    episodes = rearrest_episodes(latest).with_columns(pl.col("strangulation").fill_null("blank"))
    groups = episodes.partition_by("strangulation", as_dict=True)
    return {str(value): _share(groups[(value,)], "rearrested") for (value,) in sorted(groups)}


def _program_completion(orders: pl.DataFrame) -> Counts:
    """Of the orders old enough to have finished, those that were completed."""
    old = orders.filter(pl.col("ordered_on") <= PERIOD_TO - timedelta(days=PROGRAM.days_to_finish))
    return _share(old.select(hit=(pl.col("exit_reason") == "completed").fill_null(False)), "hit")


def _order_service(orders: pl.DataFrame) -> Counts:
    """Of the temporary orders that could be served in time, those that were."""
    given = orders.filter(pl.col("temporary_on") < PERIOD_TO - timedelta(days=SERVICE.days))
    days = (pl.col("served_on") - pl.col("temporary_on")).dt.total_days()
    return _share(given.select(hit=(days <= SERVICE.days).fill_null(False)), "hit")


def _breach(latest: dict[str, pl.DataFrame]) -> Counts:
    """Of the orders given a year ago or more, those with at least one breach recorded."""
    given = latest["protection_orders"].filter(pl.col("temporary_on") <= PERIOD_TO - timedelta(days=365))
    broken = latest["order_breaches"]["petition_id"].unique().implode()
    return _share(given.select(hit=pl.col("petition_id").is_in(broken)), "hit")
