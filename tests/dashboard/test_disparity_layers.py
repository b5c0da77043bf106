"""What stands behind the first chart of the disparity page, in words."""

from typing import Any

from dashboard import disparity_words
from dashboard.answers import disparity, disparity_behind, disparity_layers

Row = dict[str, Any]


def step(number: int, point: str, percent: int | None, so_far: int | None, group: str = "black") -> Row:
    return {
        "group_value": group,
        "step": number,
        "decision_point": point,
        "ratio": None if percent is None else percent / 100,
        "step_percent": percent,
        "cumulative_percent": so_far,
        "cumulative_percent_low": so_far and so_far - 10,
        "cumulative_percent_high": so_far and so_far + 12,
        "shown": "too_few" if percent is None else "shown",
    }


WAY = [step(0, "arrest", 101, 101), step(1, "charging", 120, 121), step(2, "conviction", 99, 120)]


def test_the_way_says_how_many_get_to_its_end_and_where_most_of_the_gap_enters() -> None:
    text = disparity_layers.way(WAY, "race", "white")
    assert "Where 100 people recorded as White get from a report to conviction, **120** of as many" in text
    assert "enters at **charge**" in text


def test_where_fewer_get_to_the_end_the_step_that_takes_most_away_is_named() -> None:
    steps = [step(0, "arrest", 80, 80), step(1, "charging", 70, 56), step(2, "conviction", 110, 62)]
    assert "enters at **charge**" in disparity_layers.way(steps, "race", "white")


def test_no_step_is_singled_out_where_the_whole_could_be_chance() -> None:
    steps = [step(0, "arrest", 103, 103), step(1, "charging", 101, 104)]
    text = disparity_layers.way(steps, "race", "white")
    assert "could be chance" in text
    assert "enters at" not in text


def test_the_group_with_the_largest_gap_comes_first_and_a_broken_way_is_left_out() -> None:
    rows = [
        *WAY,
        step(0, "arrest", 50, 50, "native"),
        step(0, "arrest", 90, None, "asian"),
        step(1, "charging", None, None, "asian"),
    ]
    assert list(disparity_layers.ways(rows)) == ["native", "black"]
    assert (
        disparity_layers.too_small(rows, "race")
        == "Too few cases to follow the whole way: Asian (at charge)."
    )


def mix(adjusted: float | None, *, turned: bool = False, finding: str = "could_be_chance") -> Row:
    return {
        "group_value": "black",
        "stratifier": "severity",
        "ratio": 1.3,
        "adjusted_ratio": adjusted,
        "adjusted_ratio_low": adjusted and adjusted - 0.1,
        "adjusted_ratio_high": adjusted and adjusted + 0.1,
        "is_turned": turned,
        "finding": finding,
    }


def test_a_direction_that_turns_round_is_a_warning() -> None:
    text = disparity_layers.simpson([mix(0.9, turned=True)], "race")
    assert text.startswith("**Warning: the direction turns round.**")
    assert "do not quote it alone" in text


def test_without_a_turn_and_without_like_cases_it_says_so() -> None:
    assert "does not turn any difference round" in disparity_layers.simpson([mix(1.2)], "race")
    assert "too few cases" in disparity_layers.simpson([mix(None, finding="too_few")], "race")


def test_like_cases_hidden_are_too_few_and_never_blank() -> None:
    table = disparity_behind.case_mix([mix(None, finding="too_few")], "race", "")
    assert table.shown[0][2] == "too few to show"


def test_a_finding_among_like_cases_says_which_cases_it_is_of() -> None:
    alike = mix(1.2) | {"stratifier": "relationship"}
    one = disparity_behind.case_mix([mix(1.2), alike], "race", "").shown[0][-1]
    assert one == "could be chance"
    two = disparity_behind.case_mix([mix(1.2, finding="higher"), alike], "race", "").shown[0][-1]
    assert two == (
        "the same relationship: could be chance; the same severity: more often, unlikely to be chance"
    )


def group(code: str, finding: str, low: float | None, high: float | None) -> Row:
    return {
        "group_value": code,
        "finding": finding,
        "is_reference": finding == "reference",
        "ratio": None if low is None else 1.2,
        "unknown_ratio_low": low,
        "unknown_ratio_high": high,
        "percent": 40,
    }


SHARE = {"agency": "police", "breakdown": "race", "percent": 6, "counted_low": 61, "counted_high": 66}


def test_a_difference_the_unknown_could_undo_is_named() -> None:
    rows = [group("black", "higher", 0.9, 1.4), group("native", "higher", 1.1, 1.4)]
    text = disparity_layers.unknown(rows, [SHARE], "race")
    assert "Police: the suspect's race is not known for about" in text
    assert "could vanish for: **Black**" in text


def test_a_difference_the_unknown_cannot_undo_stands() -> None:
    text = disparity_layers.unknown([group("black", "higher", 1.1, 1.4)], [SHARE], "race")
    assert "no clear difference here would vanish" in text


def test_where_nothing_differs_clearly_nothing_is_said_to_stand() -> None:
    text = disparity_layers.unknown([group("black", "could_be_chance", 0.9, 1.4)], [SHARE], "race")
    assert text.endswith("There is no clear difference here to lose.")


def test_few_unknown_are_a_band_and_not_a_share() -> None:
    few = SHARE | {"percent": None, "counted_low": 0, "counted_high": 6}
    assert "under 7 people" in disparity_layers.unknown([], [few], "race").replace("\u00a0", " ")


def gap(finding: str, group: str = "black") -> Row:
    return {"intervention": "a", "group_value": group, "finding": finding}


def test_a_changed_gap_is_said_to_come_after_the_change_and_never_because_of_it() -> None:
    text = disparity_layers.gaps([gap("higher"), gap("could_be_chance", "asian")], "race")
    assert "changed after a change, not because of it, for: **Black**" in text
    assert "Of 2 comparisons, fewer than one would move by chance alone" in text


def test_gaps_that_could_be_chance_or_are_too_few_are_not_named() -> None:
    assert "could all be chance" in disparity_layers.gaps([gap("could_be_chance")], "race")
    assert "too few" in disparity_layers.gaps([gap("too_few")], "race")


def test_the_rarer_side_is_named() -> None:
    rare = group("white", "reference", None, None)
    assert "“arrested”" in disparity_layers.rarer_side([rare], "Arrested")
    assert "“not arrested”" in disparity_layers.rarer_side([rare | {"percent": 70}], "Arrested")


def test_a_missing_comparison_group_is_said_with_what_to_do() -> None:
    text = disparity.answer([group("black", "no_reference", None, None)], "race", "arrest", "")
    assert "reference_groups" in text


def test_of_many_comparisons_those_expected_by_chance_are_told_for_all_decision_points() -> None:
    here = [group("black", "higher", 1, 1), group("asian", "could_be_chance", 1, 1)]
    assert disparity.chance(here, here * 10) == (
        "Of 2 comparisons in this chart, fewer than one would look different by chance alone; of 20 at all decision "
        "points, 1."
    )


def test_a_difference_between_groups_says_more_or_less_and_never_up_or_down() -> None:
    row = group("black", "higher", 1.1, 1.4) | {
        "percent_gap": 13,
        "percent_gap_low": -2,
        "percent_gap_high": 16,
    }
    row |= {"other_ratio": 0.8}
    shown = disparity_behind.both_sides([row], "race", "Arrested", "").shown[0]
    cells = [cell.replace("\u00a0", " ") for cell in shown]
    assert cells[1:5] == [
        "40 %",
        "60 %",
        "13 points more",
        "2 less to 16 more",
    ]


def test_decision_points_without_data_are_named_and_are_not_none() -> None:
    points = [code for code in disparity_words.DECISION_POINTS if code not in ("conviction", "revocation")]
    (text,) = disparity.without_data(points)
    assert text == "No data in this publication for: conviction, revocation. That is not the same as none."
    assert disparity.without_data(list(disparity_words.DECISION_POINTS)) == []
