"""Exports that a spreadsheet reads as they were meant."""

import pytest

from release.export import band_text, safe_text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_gets_a_quote(text: str) -> None:
    assert safe_text(text) == "'" + text


def test_a_hidden_value_is_empty_and_never_zero() -> None:
    assert safe_text(None) == ""
    assert safe_text(0) == "0"


def test_a_band_cannot_be_read_as_a_date() -> None:
    assert band_text(7, 12) == "7 to 12"
