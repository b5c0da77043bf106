"""Charts over time draw what is released: gaps where a value is hidden, hollow where it may still change."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from charts.axes import percent_range
from charts.control import control_figure
from charts.curves import curve_figure
from charts.followed import Frame
from charts.freshness import behind, dated, freshness_figure
from charts.spark import spark
from charts.theme import look

Row = dict[str, Any]
CHANGE = {"starts_on": date(2025, 4, 1), "intended_percent": 65, "intended_by": date(2025, 9, 30)}


def month(number: int, percent: int | None, **other: Any) -> Row:
    first = date(2025, number, 1)
    row = {
        "grain": "month",
        "period_from": first,
        "period_to": first + timedelta(days=27),
        "percent": percent,
        "centre_percent": 47,
        "lower_percent": 30,
        "upper_percent": 64,
        "intended_percent": 50 + number if number >= 4 else None,
        "out_of_low": 61,
        "out_of_high": 66,
        "signal": "",
        "is_provisional": False,
    }
    return row | other


def drawn(rows: list[Row], *, narrow: bool = False) -> Any:
    return control_figure(rows, CHANGE, "starts", look(None), height=450, narrow=narrow)


def actual(figure: Any) -> Any:
    return next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines+markers")


MONTHS = [month(1, 40), month(2, None), month(3, 45), month(4, 70, signal="outside_limits")]
MONTHS += [month(5, 60, is_provisional=True)]


def test_the_end_of_the_line_names_its_period_because_the_newest_may_still_change() -> None:
    assert any("May\u00a02025: 60\u00a0%" in note.text for note in drawn(MONTHS).layout.annotations)
    assert any("May: 60\u00a0%" in note.text for note in drawn(MONTHS, narrow=True).layout.annotations)


def test_a_hidden_period_is_a_gap_and_hatched_at_the_foot() -> None:
    figure = drawn(MONTHS)
    assert list(actual(figure).y) == [40, None, 45, 70, 60]
    assert actual(figure).connectgaps is False
    [hatched] = [trace for trace in figure.data if trace.type == "bar"]
    assert len(hatched.x) == 1


def test_without_hidden_periods_nothing_is_hatched() -> None:
    assert not [trace for trace in drawn([month(1, 40), month(2, 41)]).data if trace.type == "bar"]


def test_a_provisional_point_is_hollow_and_a_signal_has_its_own_shape() -> None:
    marker = actual(drawn(MONTHS)).marker
    assert marker.color[4] == look(None).paper
    assert marker.color[0] == look(None).focus
    assert [shape == "diamond" for shape in marker.symbol] == [False, False, False, True, False]


def test_a_goal_without_a_released_way_stands_from_its_day_on() -> None:
    rows = [
        month(n, 50, intended_percent=None, centre_percent=None, upper_percent=None) for n in range(1, 13)
    ]
    figure = drawn(rows)
    [goal] = [trace for trace in figure.data if trace.line.dash == "dash"]
    assert list(goal.y) == [65, 65]
    assert [note.text for note in figure.layout.annotations if "Intended" in note.text]


def test_a_phone_gets_no_hover_words() -> None:
    assert actual(drawn(MONTHS, narrow=True)).customdata is None
    assert len(actual(drawn(MONTHS)).customdata) == 5


@given(st.lists(st.one_of(st.none(), st.integers(0, 100))))
def test_every_value_lies_on_the_axis(values: list[int | None]) -> None:
    bottom, top, _ = percent_range(values)
    assert 0 <= bottom < top
    assert all(bottom <= value <= top for value in values if value is not None)


def day(number: int, percent: int | None) -> Row:
    ends = {"percent_low": percent, "percent_high": percent}
    return {"day": number, "percent": percent, "at_risk_low": 61, "at_risk_high": 66, **ends}


def curves(groups: dict[str, list[Row]], *, narrow: bool = False) -> Any:
    frame = Frame(names=list(groups), height=400, every=180, look=look(None), narrow=narrow)
    return curve_figure(groups, {}, "Arrested again", frame)


def notes(figure: Any) -> list[str]:
    return [note.text.replace("\u00a0", " ") for note in figure.layout.annotations]


CURVE = [day(0, None), *(day(number * 30, number) for number in range(1, 20))]


def test_a_group_without_any_share_is_named_and_said_to_be_too_few() -> None:
    figure = curves({"white": CURVE, "asian": [day(0, None), day(180, None)]})
    assert "asian" in notes(figure)
    assert "curve: too few to show" in notes(figure)


def test_people_followed_stand_under_every_tick_while_the_curve_lasts() -> None:
    assert notes(curves({"all": CURVE[:8]})).count("65") == 2
    assert notes(curves({"all": CURVE})).count("65") == 4


def test_no_two_curves_share_colour_and_dash() -> None:
    figure = curves({str(number): CURVE for number in range(9)})
    pens = [(line.line.color, line.line.dash) for line in figure.data if line.line.dash]
    assert len(set(pens)) == 9


def test_many_groups_show_their_intervals_as_thin_bars_and_two_as_bands() -> None:
    assert [trace for trace in curves({"a": CURVE, "b": CURVE}).data if trace.fill == "tonexty"]
    assert not [
        trace for trace in curves({"a": CURVE, "b": CURVE, "c": CURVE}).data if trace.fill == "tonexty"
    ]


def agency(name: str, last: date | None) -> Row:
    return {"agency": name, "covers_from": date(2022, 1, 1), "covers_to": last}


def test_an_agency_more_than_a_month_behind_is_behind() -> None:
    rows = [agency("a", date(2026, 9, 30)), agency("b", date(2026, 8, 30)), agency("c", date(2026, 8, 29))]
    assert [row["agency"] for row in behind(rows)] == ["c"]


def test_an_agency_without_records_has_no_bar_and_breaks_nothing() -> None:
    rows = [agency("a", date(2026, 9, 30)), agency("b", None)]
    assert [row["agency"] for row in dated(rows)] == ["a"]
    assert behind(rows) == []
    assert freshness_figure(dated(rows), {}, look(None)).layout.shapes


def test_a_small_line_needs_three_points_and_half_of_all_and_leaves_gaps() -> None:
    assert spark([1, None, 2], look(None)) == ""
    assert spark([1, 2, None, None, None, None, 2], look(None)) == ""
    assert spark([1, 2, None, None, None, 2], look(None)).startswith("data:image/svg+xml;base64,")
    assert spark([1, 2, 3], look(None)).startswith("data:image/svg+xml;base64,")


def test_a_line_published_elsewhere_is_named_grey_and_no_longer_than_the_curve() -> None:
    rows = CURVE
    last = max(row["day"] for row in rows)
    frame = Frame(names=["Everyone"], height=400, every=180, look=look("light"))
    line = ("US prisons 2005", {180: 28, 360: 43, last + 360: 90})
    figure = curve_figure({"all": rows}, {"all": "Everyone"}, "Arrested again", frame, line)
    (drawn,) = [trace for trace in figure.data if trace.line.color == look("light").grey]
    assert list(drawn.x) == [180, 360]
    assert "US prisons 2005" in [note.text for note in figure.layout.annotations]
