"""What leaves as a file can be misread by no spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.downloads import csv_bytes
from release.spreadsheets import safe


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_gets_a_quote(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["7 to 12", "too few to show", "North", ""])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert safe(cell) == cell


def test_a_no_break_space_becomes_a_plain_one() -> None:
    assert safe("about\u00a021\u00a0%") == "about 21 %"


@given(st.lists(st.text(max_size=12), min_size=2, max_size=2))
def test_no_cell_of_any_file_starts_a_formula(row: list[str]) -> None:
    text = csv_bytes(["a", "b"], [row], ["=note"]).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_file_opens_in_excel_and_says_where_it_is_from() -> None:
    content = csv_bytes(["Place", "Suspects"], [["Arrested", "7 to 12"]], ["Sample County, publication 1"])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        '"Place","Suspects"',
        '"Arrested","7 to 12"',
        "",
        '"Sample County, publication 1"',
    ]
