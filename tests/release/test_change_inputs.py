"""What a verdict is given beside the counts: how much is missing, groups that moved, months of several districts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from metrics.counting import Window
from metrics.declarations import Intervention
from metrics.interrupted import NoCourse
from metrics.judging import Judged
from metrics.verdicts import Verdict
from release.before_after import BeforeAfter, before_after
from release.change_tables import fidelity_percent, reason_of
from release.counts import NO_CELLS, Counts
from release.group_moves import GroupMoves, group_moves
from release.judged import JudgedChange
from release.missing_data import missing_share
from release.monthly import monthly
from release.plan import AgencyRecords, Plan
from release.released import Release
from release.spans import BeforeAfterCells
from warehouse.coverage import Coverage, TableCoverage

STARTS_ON = date(2025, 1, 1)
CHANGE = Intervention(
    id="a",
    title="t",
    problem="p",
    change="c",
    agencies=("police",),
    starts_on=STARTS_ON,
    indicator="arrest",
    intended_percent=65,
    intended_by=date(2025, 12, 31),
    policy=None,
    fidelity_target_percent=80,
    balancing=(),
)
Cell = tuple[str, str, str, int, int]  # district, breakdown, group, counted, out of


def cells(measure: str, *drawn: Cell, month: date | None = None) -> pl.DataFrame:
    rows = [
        (measure, "month" if month else "whole", month, *cell[:3], *cell[3:], *cell[3:], cell[4] - cell[3])
        for cell in drawn
    ]
    return pl.DataFrame(rows, schema=NO_CELLS.schema, orient="row")


def span(measure: str, before: Sequence[Cell], after: Sequence[Cell]) -> BeforeAfterCells:
    return BeforeAfterCells(cells(measure, *before), cells(measure, *after), 12, 12)


def release(
    *,
    spans: dict[str, BeforeAfterCells] | None = None,
    every: pl.DataFrame = NO_CELLS,
    missing: tuple[date, ...] = (),
    quarantined: int = 0,
) -> Release:
    part = TableCoverage(
        agency="police", first_month=date(2024, 1, 1), cut_off=date(2025, 12, 31), received_on=STARTS_ON
    )
    agencies = [
        AgencyRecords(
            agency=name,
            covers_from=None,
            covers_to=date(2025, 12, 31),
            received_on=STARTS_ON,
            rows=100 - quarantined,
            quarantined=quarantined if name == "police" else 50,
        )
        for name in ("police", "jail")
    ]
    plan = Plan(
        version=1,
        published_on=STARTS_ON,
        site_name="",
        widths={"working_group": 6},
        provisional_months=0,
        reference_groups={},
        policies=(),
        interventions=(CHANGE,),
        caveats=(),
        coverage=Coverage({"incidents": (part,)}),
        agencies=tuple(agencies),
    )
    windows = {"arrest": Window(date(2024, 1, 1), date(2025, 12, 31), missing)}
    keyed = {(measure, STARTS_ON): found for measure, found in (spans or {}).items()}
    return Release(plan, Counts(every, windows, {}, keyed), "working_group")


def all_of(counted: int, out_of: int) -> list[Cell]:
    return [("all", "none", "all", counted, out_of)]


def test_nothing_is_missing_where_all_months_and_fields_came() -> None:
    assert missing_share(release(), CHANGE, ["all"]) == 0.0


def test_the_period_that_lacks_more_decides() -> None:
    fields = span("not_known_arrest", all_of(10, 100), all_of(40, 100))
    assert missing_share(release(spans={"not_known_arrest": fields}), CHANGE, ["all"]) == pytest.approx(0.4)


def test_a_month_that_did_not_come_is_missing_in_its_own_period() -> None:
    before = missing_share(release(missing=(date(2024, 5, 1),)), CHANGE, ["all"])
    after = missing_share(
        release(missing=(date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1))), CHANGE, ["all"]
    )
    assert (before, after) == (pytest.approx(1 / 12), pytest.approx(3 / 12))


def test_records_set_aside_are_missing_if_their_agency_is_needed() -> None:
    assert missing_share(release(quarantined=20), CHANGE, ["all"]) == pytest.approx(0.2)


def test_what_is_missing_for_several_reasons_is_counted_once() -> None:
    fields = span("not_known_arrest", all_of(0, 100), all_of(50, 100))
    found = missing_share(release(spans={"not_known_arrest": fields}, quarantined=20), CHANGE, ["all"])
    assert found == pytest.approx(1 - 0.8 * 0.5)


def test_an_indicator_that_could_not_be_counted_is_wholly_missing() -> None:
    assert missing_share(release(), replace(CHANGE, indicator="charging"), ["all"]) == 1.0


@pytest.mark.parametrize(
    ("before", "after", "percents", "reason"),
    [
        ((0, 0), (50, 100), (None, 50), "no_cases"),
        ((5, 20), (50, 100), (None, 50), "too_few"),
        ((50, 100), (50, 100), (50, 50), "not_fitted"),
    ],
)
def test_no_cases_too_few_and_a_course_that_cannot_be_drawn_are_told_apart(
    before: tuple[int, int], after: tuple[int, int], percents: tuple[int | None, int | None], reason: str
) -> None:
    judged = Judged(
        verdict=Verdict("cannot_tell", "no_cases"),
        course=NoCourse("not_fitted"),
        periods_before=12,
        periods_after=12,
        has_baseline=False,
        smallest={},
        shows_in=None,
        could_have_shown=None,
    )
    found = JudgedChange(
        judged=judged,
        sums=BeforeAfter(before, after, *percents, 12, 12),
        fidelity=None,
        groups=GroupMoves(0, ()),
        comparison="",
    )
    assert reason_of(found) == reason


def groups(**counted: tuple[tuple[int, int], tuple[int, int]]) -> dict[str, BeforeAfterCells]:
    before = [("all", "race", name, *pair[0]) for name, pair in counted.items()]
    after = [("all", "race", name, *pair[1]) for name, pair in counted.items()]
    return {"decision_arrest": span("decision_arrest", before, after)}


def test_a_group_that_moved_against_is_named_and_one_that_may_be_chance_is_not() -> None:
    found = group_moves(
        release(spans=groups(black=((200, 400), (120, 400)), white=((200, 400), (195, 400)))), CHANGE, "up"
    )
    assert (found.compared, found.against) == (2, ("race=black",))


def test_a_group_that_moved_as_intended_is_not_named() -> None:
    rows = groups(black=((120, 400), (200, 400)))
    assert group_moves(release(spans=rows), CHANGE, "up").against == ()
    assert group_moves(release(spans=rows), CHANGE, "down").against == ("race=black",)
    assert group_moves(release(spans=rows), CHANGE, "context").against == ()


def test_a_group_with_too_few_cases_or_of_unknown_people_is_not_compared() -> None:
    rows = groups(asian=((10, 30), (1, 30)), native=((5, 60), (40, 60)), unknown=((200, 400), (120, 400)))
    assert group_moves(release(spans=rows), CHANGE, "up").compared == 0


def test_of_many_groups_each_is_held_to_more() -> None:
    """A fall of 7 points of 400 is beyond chance for one group (z = 2.0) and not for one of six."""
    fall = ((200, 400), (171, 400))
    alone = group_moves(release(spans=groups(black=fall)), CHANGE, "up")
    others = dict.fromkeys(("white", "native", "asian", "multiple", "other"), ((200, 400), (200, 400)))
    among = group_moves(release(spans=groups(black=fall, **others)), CHANGE, "up")
    assert (alone.against, among.against) == (("race=black",), ())


def test_a_change_in_some_districts_compares_no_groups_of_the_whole_county() -> None:
    rows = groups(black=((200, 400), (120, 400)))
    assert group_moves(release(spans=rows), replace(CHANGE, districts=("North",)), "up").compared == 0


def test_several_districts_are_added_up_for_their_share() -> None:
    before = [
        ("North", "none", "all", 20, 60),
        ("South", "none", "all", 40, 60),
        ("all", "none", "all", 99, 200),
    ]
    found = before_after(
        release(spans={"arrest": span("arrest", before, before)}), "arrest", STARTS_ON, ("North", "South")
    )
    assert (found.before, found.before_percent) == ((60, 120), 49)


def test_months_of_several_districts_are_added_up_and_missing_ones_are_absent() -> None:
    months = [date(2024, number, 1) for number in (1, 2, 3)]
    drawn = [("North", "none", "all", 1, 5), ("South", "none", "all", 2, 7), ("all", "none", "all", 9, 30)]
    every = pl.concat([cells("arrest", *drawn, month=month) for month in months])
    found = monthly(release(every=every, missing=(months[1],)), "arrest", ("North", "South"))
    assert found.rows() == [(months[0], 3, 12), (months[2], 3, 12)]
    assert monthly(release(every=every), "nothing", ("all",)).height == 0


def test_fidelity_is_shown_from_bands_of_the_cases_since_the_start() -> None:
    change = replace(CHANGE, policy="arrest_when_probable_cause")
    name = "fidelity_arrest_when_probable_cause"
    found = [
        fidelity_percent(release(spans={name: span(name, all_of(1, 40), all_of(*after))}), change)
        for after in ((61, 97), (66, 102), (3, 97))
    ]
    # 63.5 of 99.5 for both; the exact shares are 63 and 65 %.
    assert found == [64, 64, None]
    assert fidelity_percent(release(), CHANGE) is None
