"""Words keep a contrast of 4.5 to 1 on their paper, marks 3 to 1."""

import pytest

from charts.theme import Look, look

WORDS = ("ink", "soft", "focus", "attention", "good", "violet", "gold")


def light(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", WORDS)
def test_words_are_readable(theme: str, name: str) -> None:
    colours: Look = look(theme)
    assert contrast(getattr(colours, name), colours.paper) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_on_the_shade_after_a_change_are_readable(theme: str) -> None:
    colours = look(theme)
    assert min(contrast(colour, colours.shade) for colour in (colours.ink, colours.soft)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_grey_marks_can_be_seen(theme: str) -> None:
    colours = look(theme)
    assert contrast(colours.grey, colours.paper) >= 2.8


def test_a_screen_that_says_nothing_is_light() -> None:
    assert look(None) == look("light")


def test_meeting_mode_is_larger_and_a_phone_smaller() -> None:
    sizes = [screen.text for screen in (look(None, narrow=True), look(None), look(None, meeting=True))]
    assert sizes == sorted(set(sizes))
