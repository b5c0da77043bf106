"""How a released number is written: never as an exact count, and a hidden one never as 0 or nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import numbers


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 6, "under 7"),
        (0, 12, "under 13"),
        (7, 12, "about 10"),
        (13, 24, "about 20"),
        (85, 90, "about 90"),
        (1201, 1206, "about 1,200"),
        (None, None, "too few to show"),
    ],
)
def test_a_band_on_screen(low: int | None, high: int | None, words: str) -> None:
    assert plain(numbers.about(low, high)) == words


@given(st.integers(0, 500), st.sampled_from([6, 12]))
def test_counts_of_one_band_look_the_same_and_larger_bands_never_look_smaller(step: int, width: int) -> None:
    low = step * width + 1 if step else 0
    here = numbers.about(low, step * width + width)
    beyond = numbers.about(low + width, step * width + 2 * width)
    digits = [int("".join(filter(str.isdigit, text))) for text in (here, beyond)]
    assert digits[0] <= digits[1]


def test_a_band_in_an_export_is_words_and_no_date() -> None:
    assert numbers.band(7, 12) == "7 to 12"
    assert numbers.band(0, 6) == "0 to 6"
    assert numbers.band(None, None) == "too few to show"


@pytest.mark.parametrize(
    ("value", "words"), [(21, "about 21 %"), (0, "under 1 %"), (None, "too few to show")]
)
def test_a_share_on_screen(value: int | None, words: str) -> None:
    assert plain(numbers.percent(value)) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (8, 15, "8 to 15 points up"),
        (-15, -8, "8 to 15 points down"),
        (-2, 3, "between 2 points down and 3 points up"),
        (0, 1, "between no change and 1 point up"),
        (None, None, "too few to show"),
    ],
)
def test_the_interval_of_a_change_has_directions(low: int | None, high: int | None, words: str) -> None:
    assert plain(numbers.points_span(low, high)) == words


@pytest.mark.parametrize("write", [numbers.percent, numbers.bare_percent, numbers.points, numbers.times])
def test_nothing_hidden_is_written_as_a_number(write: object) -> None:
    assert write(None) == "too few to show"  # type: ignore[operator]


@pytest.mark.parametrize(
    ("grain", "words"), [("month", "Apr 2025"), ("quarter", "2025, 2nd quarter"), ("year", "2025")]
)
def test_a_period_is_named_by_its_length(grain: str, words: str) -> None:
    assert plain(numbers.period(date(2025, 4, 1), grain)) == words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-03", "3 Nov 2026"),
        ("2026-11-03T14:05:00+00:00", "3 Nov 2026"),
        ("", "an unknown day"),
        ("1.2.26", "1.2.26"),
    ],
)
def test_a_day_of_a_file_is_read_like_every_other_day(written: str, read: str) -> None:
    assert plain(numbers.written_day(written)) == read
