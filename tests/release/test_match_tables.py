"""Match rates are released in bands and whole percents, and a hidden one says why."""

from datetime import date
from typing import Any

import pytest

from release.counts import Counts
from release.match_tables import match_rates
from release.plan import MatchRate, Plan
from release.released import Release
from warehouse.coverage import Coverage


def released(width: int = 6, **told: int) -> dict[str, Any]:
    usual = {"records": 1000, "matched": 900, "doubtful": 40, "people": 800}
    usual |= {"matched_people": 720, "unmatched_people": 80, "strangers": 50, **told}
    rate = MatchRate(table="custody", agency="jail", **usual)
    plan = Plan(
        version=1,
        published_on=date(2026, 10, 5),
        site_name="",
        widths={"working_group": width},
        provisional_months=0,
        reference_groups={},
        policies=(),
        interventions=(),
        caveats=(),
        coverage=Coverage({}),
        agencies=(),
        matches=(rate,),
    )
    return match_rates(Release(plan, no_counts(), "working_group")).to_dicts()[0]


def no_counts() -> Counts:
    return None  # type: ignore[return-value]  # match rates are counted with the links, not with the indicators


def test_the_share_found_and_the_share_if_doubts_were_right_are_whole_percents() -> None:
    row = released()
    assert (row["percent"], row["percent_if_right"]) == (90, 94)
    assert (row["shown"], row["shown_if_right"]) == ("shown", "shown")


def test_the_number_of_records_is_a_band() -> None:
    row = released()
    assert (row["records_low"], row["records_high"]) == (997, 1002)
    assert not {900, 1000, 800, 720} & set(row.values())


@pytest.mark.parametrize(("unmatched", "shown"), [(6, "nearly_all"), (7, "shown"), (0, "nearly_all")])
def test_where_all_but_the_first_band_match_only_that_is_said(unmatched: int, shown: str) -> None:
    row = released(matched=1000 - unmatched, doubtful=0, unmatched_people=unmatched, strangers=unmatched)
    assert (row["shown"], row["percent"] is None) == (shown, shown == "nearly_all")


def test_few_people_behind_many_unmatched_records_are_not_told_apart_from_none() -> None:
    row = released(unmatched_people=3)
    assert (row["shown"], row["percent"]) == ("nearly_all", None)


def test_it_is_never_said_to_be_all_when_some_are_not_found() -> None:
    row = released(
        records=9000,
        matched=8991,
        doubtful=0,
        people=8000,
        matched_people=7991,
        unmatched_people=9,
        strangers=9,
    )
    assert row["percent"] == 99


def test_too_few_records_are_too_few_to_say() -> None:
    row = released(
        records=20, matched=10, doubtful=0, people=20, matched_people=10, unmatched_people=10, strangers=10
    )
    assert (row["shown"], row["percent"]) == ("too_few", None)
