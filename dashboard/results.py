"""What the pages show, read from the reader's published file: the only cached functions there are.

Each takes the reader, hence role and version, so that no role ever meets another role's cached rows
and a new publication is never mixed with the one before.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st

from charts.numbers import about
from dashboard import matching, repeat_words, steward_commands, words
from dashboard.session import NO_PUBLICATION, Reader, opened
from logbook.reports import Strict
from release.reading import NothingPublished

Row = dict[str, Any]
Value = str | int | bool | date


@st.cache_data(max_entries=600, show_spinner=False)
def _rows(reader: Reader, table: str, equals: tuple[tuple[str, Value], ...]) -> list[Row]:
    publication = opened(reader)
    if publication.version != reader.version:
        raise NothingPublished("damaged")
    return publication.table(table, **dict(equals))


def rows(reader: Reader, table: str, **equals: Value) -> list[Row]:
    """Rows of a published table where the columns equal the values.

    A publication that went live in the middle of a page starts the page again, on one version.
    """
    try:
        return _rows(reader, table, tuple(sorted(equals.items())))
    except NothingPublished:
        st.rerun()


def facts(reader: Reader) -> dict[str, str]:
    """What the publication says about itself; of the steward, who opens none, the site."""
    if reader.version == NO_PUBLICATION:
        return _site_facts(reader)
    return {row["fact"]: row["words"] for row in rows(reader, "about")}


def _site_facts(reader: Reader) -> dict[str, str]:
    try:
        return {"site_name": asked(reader, "status").site_name}
    except steward_commands.NoAnswer:
        return {}


def caveats(reader: Reader, *followed: str) -> list[str]:
    """How well people are followed, what did not come or waits for correction, and what the site says to know.

    followed: tables whose match rates are told.
    """
    found = matching.sentences(rows(reader, "match_rates"), *followed) if followed else []
    agencies = rows(reader, "agencies")
    aside = [
        words.set_aside(row["agency"], about(row["quarantined_low"], row["quarantined_high"]))
        for row in agencies
        if row["quarantined_low"]
    ]
    gaps = [
        words.missing_months(row["agency"], row["missing_months"])
        for row in agencies
        if row["missing_months"]
    ]
    told = [text for fact, text in facts(reader).items() if fact.startswith("caveat_") and text]
    return [*found, *gaps, *aside, *told]


def indicators(reader: Reader) -> dict[str, Row]:
    return {row["indicator"]: row for row in rows(reader, "indicators")}


@st.cache_data(max_entries=20, show_spinner=False)
def _choices(reader: Reader) -> tuple[tuple[str, ...], tuple[str, ...]]:
    publication = opened(reader)
    found = [*publication.table("flow"), *publication.table("disparity")]
    districts = {row["district"] for row in found} - {"all"}
    years = {row["period"] for row in found} - {"whole"}
    whole = ("whole",) if any(row["period"] == "whole" for row in found) else ()
    return ("all", *sorted(districts)), (*whole, *sorted(years, reverse=True))


def choices(reader: Reader) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Districts and periods a reader may ask for: those in the file, and no others."""
    if reader.version == NO_PUBLICATION:
        return (), ()
    return _choices(reader)


def rate(reader: Reader, indicator: str, district: str, period: str) -> Row | None:
    """The indicator for everyone in a district, over the whole period or one year; None if not released."""
    grain = "whole" if period == "whole" else "year"
    for row in rates(reader, indicator, district, grain):
        if grain == "whole" or str(row["period_from"].year) == period:
            return row
    return None


def figures(reader: Reader, table: str, district: str, period: str) -> dict[str, Row]:
    """Everyone's row of each indicator in a district, over the whole period or one year; totals only for everyone."""
    grain = "whole" if period == "whole" else "year"
    split = {"breakdown": "none"} if table == "rates" else {}
    found = rows(reader, table, district=district, grain=grain, **split)
    return {
        row["indicator"]: row for row in found if grain == "whole" or str(row["period_from"].year) == period
    }


@st.cache_data(max_entries=20, show_spinner=False)
def rate_breakdowns(reader: Reader) -> list[str]:
    """Attributes by which this file splits any rate."""
    return _in_words_order({row["breakdown"] for row in opened(reader).table("rates")} - {"none"})


def groups(reader: Reader, breakdown: str, period: str) -> dict[str, list[Row]]:
    """By indicator, the rate of each group of all districts: of the year, where the file has years of it."""
    found = rows(reader, "rates", breakdown=breakdown, district=words.ALL)
    of_year = [row for row in found if row["grain"] == "year" and str(row["period_from"].year) == period]
    told = of_year or [row for row in found if row["grain"] == "whole"]
    ordered = sorted(told, key=lambda row: words.rank(breakdown, row["group_value"]))
    names = {row["indicator"] for row in ordered}
    return {name: [row for row in ordered if row["indicator"] == name] for name in names}


def rates(reader: Reader, indicator: str, district: str, grain: str) -> list[Row]:
    """Everyone's rate in each period of one length, in order of time."""
    found = rows(reader, "rates", indicator=indicator, district=district, breakdown="none")
    return sorted((row for row in found if row["grain"] == grain), key=lambda row: row["period_from"])


def rate_trend(reader: Reader, indicator: str, district: str) -> list[Row]:
    """Everyone's rate over time: months, or quarters or years where most months are too few to show."""
    trend: list[Row] = []
    for grain in ("month", "quarter", "year"):
        trend = rates(reader, indicator, district, grain)
        if 2 * sum(row["percent"] is not None for row in trend) > len(trend):
            break
    return trend


def series(reader: Reader, intervention: str, district: str) -> list[Row]:
    """An intervention's indicator over time in one district, at the finest grain that was released."""
    found = rows(reader, "series", intervention=intervention, district=district)
    for grain in ("month", "quarter", "year"):
        fitting = [row for row in found if row["grain"] == grain]
        if fitting:
            return sorted(fitting, key=lambda row: row["period_from"])
    return []


def waits(reader: Reader, district: str, period: str) -> list[Row]:
    """How long everyone in a district waits for each step."""
    return rows(reader, "waits", district=district, period=period, breakdown="none")


def curve(reader: Reader, indicator: str, district: str) -> list[Row]:
    """The share of everyone in a district that has come to it by each day."""
    return rows(reader, "curves", curve=indicator, district=district, breakdown="none")


def matrix(reader: Reader, policy: str | None, district: str, period: str) -> list[Row]:
    """Intended against delivered responses under a policy; empty when the change has none."""
    return rows(reader, "matrix", policy=policy, district=district, period=period) if policy else []


@st.cache_data(max_entries=20, show_spinner=False)
def disparity_choices(reader: Reader) -> dict[str, list[str]]:
    """Decision points in the order of their steps, each with the breakdowns that this file holds of it."""
    found = sorted(opened(reader).table("disparity"), key=lambda row: int(row["step"]))
    points = dict.fromkeys(str(row["decision_point"]) for row in found)
    return {
        point: _in_words_order(row["breakdown"] for row in found if row["decision_point"] == point)
        for point in points
    }


def readings(reader: Reader, district: str) -> dict[str, Row]:
    """What is followed here from a start to a failure, by id of the curve, in the order of their words."""
    with_curve = {row["curve"] for row in rows(reader, "curves", district=district)}
    found = {row["curve"]: row for row in rows(reader, "readings") if row["start"]}
    return {curve: found[curve] for curve in repeat_words.CHOICES if curve in found and curve in with_curve}


def curve_breakdowns(reader: Reader, curve: str, district: str) -> list[str]:
    """Breakdowns of a curve in this district; everyone together first, where that is a comparison by itself."""
    found = {row["breakdown"] for row in rows(reader, "curves", curve=curve, district=district)}
    by_group = found - {"none"} if curve in repeat_words.BESIDE else found
    return _in_words_order(by_group or found) or ["none"]


def other_ways(reader: Reader, curve: str, district: str) -> dict[str, list[Row]]:
    """Rows of the same share counted in other ways; nothing but for the re-arrest of everyone."""
    if curve != "rearrest" or district != words.ALL:
        return {}
    scope: dict[str, Value] = {"curve": curve, "district": district}
    return {
        "pre_empted": rows(reader, "pre_empted", **scope),
        "every_arrest": rows(reader, "every_arrest", curve=curve),
        "link_ranges": rows(reader, "link_ranges", curve=curve),
        "apart": rows(reader, "windows", breakdown="standing", **scope),
    }


def _in_words_order(breakdowns: Iterable[str]) -> list[str]:
    """Each breakdown once, in the order readers know them from everywhere else."""
    known = list(words.BREAKDOWNS)
    return sorted(set(breakdowns), key=lambda name: known.index(name) if name in known else len(known))


def notes(reader: Reader) -> list[str]:
    """What travels with every download: whose publication, of what day, and how counts were released."""
    about = {"site_name": "", "version": "", "published_on": "", **facts(reader)}
    bands = [words.BANDS.format(width=about["band_width"])] if "band_width" in about else []
    whose = f"{about['site_name']}, publication {about['version']} of {about['published_on']}"
    return [whose, *bands, *caveats(reader)]


@st.cache_data(max_entries=40, show_spinner=False)
def _asked(reader: Reader, question: str, stamp: str) -> Strict | None:
    del stamp  # part of the key: the answer holds for as long as the site's files stay as they are
    return steward_commands.ask(reader, question)


def asked(reader: Reader, question: steward_commands.Question) -> Any:
    """The steward's question put to the refresh program, once for as long as nothing changes on the disk.

    Raises UnknownRole for anybody else, NoAnswer when the program cannot answer.
    """
    steward_commands.check_role(reader)
    return _asked(reader, question, steward_commands.stamp(reader))
