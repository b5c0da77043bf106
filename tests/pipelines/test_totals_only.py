"""Advocates' and victims' data: totals come in, rows of persons never."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.outcome import Outcome
from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.summary import summary
from tests.sites import open_warehouse
from tests.small_sites import INCIDENTS, REPORTS, small_site

LONG = """
agency = "advocacy"
table = "advocacy_totals"
files = ["advocacy_*.csv"]
covers_to = 2026-09-30
[format]
day_formats = ["%Y-%m", "%Y-%m-%d"]
[columns]
month = "Month"
measure = { from = "Measure", codes = { Told = "referred", Reached = "contacted" } }
count = "Total"
"""
WIDE = """
agency = "advocacy"
table = "advocacy_totals"
files = ["advocacy_*.csv"]
covers_to = 2026-09-30
[format]
day_formats = ["%Y-%m"]
[columns]
month = "Month"
measure = { unpivot = { "Told of" = "referred", "Reached, all" = "contacted" } }
count = { unpivoted = true }
figure_source = { constant = "monthly report" }
"""
MONTHS = "Month,Measure,Total\n2026-08,Told,41\n2026-08,Reached,30\n2026-09,Told,38\n"


def site_of(folder: Path, mapping: str, text: str) -> SiteFolder:
    return small_site(
        folder / "s",
        mappings={"incidents": INCIDENTS, "totals": mapping},
        files={"reports_1.csv": REPORTS, "advocacy_1.csv": text},
    )


def loaded(folder: Path, mapping: str, text: str, now: datetime) -> tuple[Outcome, list[tuple[object, ...]]]:
    site = site_of(folder, mapping, text)
    outcome = refresh(site, now=now)
    with open_warehouse(site) as engine:
        rows = engine.rows("select cast(month as varchar), measure, count from advocacy_totals order by all")
    return outcome, rows


def refused(folder: Path, mapping: str, text: str, now: datetime) -> str:
    with pytest.raises(Refused) as found:
        refresh(site_of(folder, mapping, text), now=now)
    return str(found.value)


def account(outcome: Outcome) -> dict[str, int]:
    (found,) = (item for item in outcome.accounts if item.file_name == "advocacy_1.csv")
    return {name: value for name, value in vars(found).items() if isinstance(value, int)}


def test_totals_come_in(tmp_path: Path, now: datetime) -> None:
    outcome, rows = loaded(tmp_path, LONG, MONTHS, now)
    assert rows == [
        ("2026-08-01", "contacted", 30),
        ("2026-08-01", "referred", 41),
        ("2026-09-01", "referred", 38),
    ]
    assert account(outcome)["in_use"] == 3


def test_a_wide_sheet_counts_each_figure_and_an_empty_cell_is_no_zero(tmp_path: Path, now: datetime) -> None:
    text = 'Month,Told of,"Reached, all"\n2026-08,41,30\n2026-09,38,\n'
    outcome, rows = loaded(tmp_path, WIDE, text, now)
    assert rows == [
        ("2026-08-01", "contacted", 30),
        ("2026-08-01", "referred", 41),
        ("2026-09-01", "referred", 38),
    ]
    found = account(outcome)
    assert (found["lines"], found["out_of_scope"], found["in_use"]) == (4, 1, 3)


def test_the_heading_is_kept_beside_its_meaning(tmp_path: Path, now: datetime) -> None:
    site = site_of(tmp_path, WIDE, 'Month,Told of,"Reached, all"\n2026-08,41,30\n')
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        assert engine.rows("select measure_code, line_number from advocacy_totals order by all") == [
            ("Reached, all", 2),
            ("Told of", 2),
        ]


def test_a_rejected_and_a_blank_line_of_a_wide_sheet_shift_no_line_number(
    tmp_path: Path, now: datetime
) -> None:
    text = 'Month,Told of,"Reached, all"\n2026-06,1\n\n2026-07,7,2\n2026-08,-4,30\n2026-09,38,36\n'
    site = site_of(tmp_path, WIDE, text)
    outcome = refresh(site, now=now)
    found = account(outcome)
    assert (found["lines"], found["rejected"], found["quarantined"], found["in_use"]) == (8, 2, 2, 4)
    with open_warehouse(site) as engine:
        assert engine.rows("select distinct line_number from advocacy_totals order by all") == [(4,), (6,)]
        assert engine.rows("select line_number from quarantine") == [(5,)]
    assert "the figure is less than 0" in summary(outcome, "Small County")


def test_a_corrected_month_replaces_the_earlier_one(tmp_path: Path, now: datetime) -> None:
    site = site_of(tmp_path, WIDE, 'Month,Told of,"Reached, all"\n2026-08,41,30\n')
    refresh(site, now=now)
    (site.inbox / "advocacy_2.csv").write_text('Month,Told of,"Reached, all"\n2026-08,44,30\n')
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        assert engine.rows(
            "select count, record_version from advocacy_totals where measure = 'referred'"
        ) == [(44, 2)]


def test_a_figure_that_is_no_number_is_refused_with_its_headings(tmp_path: Path, now: datetime) -> None:
    message = refused(tmp_path, WIDE, 'Month,Told of,"Reached, all"\n2026-08,41,some\n', now)
    assert 'column Told of + Reached, all, line 2: the value "aaaa" is not a whole number' in message


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("2026-08,Told,1\n2026-08,Told,1\n", "several rows for one month and measure"),
        ("2026-08-14,Told,1\n2026-08,Reached,1\n", "days in place of the first day of the month"),
        (
            "".join(f"{2000 + n // 12}-{n % 12 + 1:02},Told,1\n" for n in range(60)),
            "many rows and none counts more",
        ),
    ],
)
def test_rows_of_persons_are_refused_with_the_reason(
    tmp_path: Path, now: datetime, rows: str, words: str
) -> None:
    message = refused(tmp_path, LONG, "Month,Measure,Total\n" + rows, now)
    assert words in message
    assert message.startswith("advocacy_1.csv, line ")
    assert "Totals only may be shared." in message


def test_fewer_rows_than_many_may_all_be_ones(tmp_path: Path, now: datetime) -> None:
    text = "".join(f"{2000 + n // 12}-{n % 12 + 1:02},Told,1\n" for n in range(59))
    assert len(loaded(tmp_path, LONG, "Month,Measure,Total\n" + text, now)[1]) == 59


def test_a_source_that_differs_from_row_to_row_tells_persons_apart(tmp_path: Path, now: datetime) -> None:
    mapping = LONG + 'figure_source = "Told by"\n'
    text = "Month,Measure,Total,Told by\n" + "".join(
        f"{2000 + n // 12}-{n % 12 + 1:02},Told,{n},{n:x}a9\n" for n in range(21)
    )
    assert "the source of the figures has more than 20 values" in refused(tmp_path, mapping, text, now)


@pytest.mark.parametrize(
    "heading",
    ["Client ID", "client_id_hash", "ClientID", "CASE_NO", "Hashed", "participant number", "Initials"],
)
def test_a_column_that_tells_persons_apart_is_refused_even_when_hashed(
    tmp_path: Path, now: datetime, heading: str
) -> None:
    text = MONTHS.replace("Total\n", f"Total,{heading}\n", 1).replace("41\n", "41,9f8e\n")
    message = refused(tmp_path, LONG, text, now)
    assert f"column {heading}: it tells single persons apart, even when hashed" in message


@pytest.mark.parametrize("heading", ["Victim no longer at risk", "Number of clients", "Paid", "No answer"])
def test_a_heading_of_a_total_is_not_taken_for_a_number_of_persons(
    tmp_path: Path, now: datetime, heading: str
) -> None:
    mapping = WIDE.replace('"Told of"', f'"{heading}"')
    assert loaded(tmp_path, mapping, f'Month,{heading},"Reached, all"\n2026-08,41,30\n', now)[1]


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ('[ignored]\nheadings = ["Note"]\n', "holds totals and nothing else"),
        ('[keep]\nMeasure = ["Told"]\n', "holds totals and nothing else"),
    ],
)
def test_a_mapping_of_totals_leaves_nothing_out(
    tmp_path: Path, now: datetime, addition: str, words: str
) -> None:
    assert words in refused(tmp_path, LONG + addition, MONTHS, now)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"contacted" }', '"reached" }', "column measure has no meaning reached"),
        ("count = { unpivoted = true }", 'count = "Told of"', "one takes the figures with unpivoted"),
        ("{ unpivot = {", '{ from = "Month", unpivot = {', "name exactly one of"),
        (
            'figure_source = { constant = "monthly report" }',
            'figure_source = { unpivot = { "Note" = "x" } }',
            "one column names",
        ),
    ],
)
def test_a_wrong_unpivot_is_refused_with_the_reason(
    tmp_path: Path, now: datetime, before: str, after: str, words: str
) -> None:
    message = refused(tmp_path, WIDE.replace(before, after), "Month\n2026-08\n", now)
    assert words in message, message


def test_records_are_never_unpivoted(tmp_path: Path, now: datetime) -> None:
    wrong = INCIDENTS.replace('district = "AREA"', 'district = { unpivot = { AREA = "North" } }').replace(
        'incident_id = "REPORT"', "incident_id = { unpivoted = true }"
    )
    site = small_site(tmp_path / "s", mappings={"incidents": wrong}, files={"reports_1.csv": REPORTS})
    with pytest.raises(Refused, match="unpivot is for tables of totals only, and incidents has records"):
        refresh(site, now=now)


def test_an_advocacy_file_for_a_table_of_records_stays_refused(tmp_path: Path, now: datetime) -> None:
    mapping = INCIDENTS.replace('agency = "police"', 'agency = "advocacy"')
    site = small_site(tmp_path / "s", mappings={"incidents": mapping}, files={"reports_1.csv": REPORTS})
    with pytest.raises(Refused, match="a row per person from an advocacy program"):
        refresh(site, now=now)


def test_an_unknown_measure_is_refused(tmp_path: Path, now: datetime) -> None:
    message = refused(tmp_path, LONG, MONTHS.replace("Reached", "Housed"), now)
    assert 'column Measure, line 3: the value "Housed" is not in the list of codes' in message
