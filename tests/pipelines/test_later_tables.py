"""Probation, program, protection orders, feedback and population through the whole refresh, drawn by hand."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.outcome import Outcome
from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.summary import summary
from tests.drawn import drawn
from tests.sites import NOW, open_warehouse
from tests.small_sites import INCIDENTS, PARTIES, PEOPLE, REPORTS, small_site

HEAD = """
agency = "{agency}"
person_numbers = "county"
table = "{table}"
files = ["{table}_*.csv"]
covers_to = 2026-09-30
[columns]
"""
COLUMNS = {
    "prosecutions": """
case_id = "case"
person_key = "person"
incident_id = "report"
referred_on = "referred"
decided_on = "decided"
decision = { from = "decision", codes = { F = "charged" } }
""",
    "dispositions": """
case_id = "case"
person_key = "person"
filed_on = "filed"
disposed_on = "disposed"
disposition = { from = "end", codes = { PLEA = "convicted", DISM = "dismissed" } }
sentenced_on = "sentenced"
""",
    "supervision": """
supervision_id = "period"
person_key = "person"
case_id = "case"
sentenced_on = "ordered"
first_contact_on = "seen"
ended_on = "closed"
discharge = { from = "how", codes = { S = "successful", X = "transferred" } }
""",
    "violations": """
violation_id = "violation"
supervision_id = "period"
person_key = "person"
violated_on = "happened"
known_on = "known"
responded_on = "answered"
response = { from = "answer", codes = { W = "warning", H = "hearing" } }
kind = { from = "kind", codes = { NC = "contact" } }
""",
    "program_orders": """
order_id = "order"
person_key = "person"
case_id = "case"
ordered_on = "ordered"
intake_on = "intake"
exited_on = "left"
exit_reason = { from = "why", codes = { C = "completed", A = "absent" } }
sessions_due = "due"
sessions_attended = "attended"
""",
    "protection_orders": """
petition_id = "petition"
person_key = "respondent"
petitioned_on = "filed"
temporary_on = "temporary"
final_on = "final"
served_on = "served"
expires_on = "expires"
""",
    "order_breaches": """
petition_id = "petition"
breached_on = "breached"
""",
    "feedback_totals": """
quarter = "quarter"
question = { from = "question", codes = { Q1 = "felt_safer" } }
answer = { from = "answer", codes = { more = "safer", less = "less_safe", yes = "yes" } }
count = "n"
invited = "asked"
""",
    "population": """
year = "year"
breakdown = { from = "kind", codes = { all = "all", sex = "sex" } }
group_value = "group"
people = "people"
figure_source = "source"
""",
}
AGENCIES = {"prosecutions": "prosecutor", "dispositions": "court"}
MAPPINGS = {
    "incidents": INCIDENTS,
    "people": PARTIES,
    **{
        table: HEAD.format(agency=AGENCIES.get(table, "other_agency"), table=table) + columns
        for table, columns in COLUMNS.items()
    },
}
GOOD = {
    "prosecutions": """
        case | person | report | referred   | decided    | decision
        K1   | P1     | R1     | 2026-09-02 | 2026-09-03 | F
    """,
    "dispositions": """
        case | person | filed      | disposed   | end  | sentenced
        K1   | P1     | 2026-09-03 | 2026-09-05 | PLEA | 2026-09-05
    """,
    "supervision": """
        period | person | case | ordered    | seen       | closed     | how
        S1     | P1     | K1   | 2026-09-05 | 2026-09-06 | 2026-09-20 | S
    """,
    "violations": """
        violation | period | person | happened   | known      | answered   | answer | kind
        V1        | S1     | P1     | 2026-09-07 | 2026-09-08 | 2026-09-09 | W      | NC
    """,
    "program_orders": """
        order | person | case | ordered    | intake     | left       | why | due | attended
        O1    | P1     | K1   | 2026-09-05 | 2026-09-06 | 2026-09-30 | C   | 4   | 4
    """,
    "protection_orders": """
        petition | respondent | filed      | temporary  | final      | served     | expires
        OP1      | P1         | 2026-09-01 | 2026-09-01 | 2026-09-20 | 2026-09-03 | 2028-09-20
    """,
    "order_breaches": """
        petition | breached
        OP1      | 2026-09-10
    """,
    "feedback_totals": """
        quarter    | question | answer | n | asked
        2026-07-01 | Q1       | more   | 4 | 10
        2026-07-01 | Q1       | less   | 6 | 10
    """,
    "population": """
        year | kind | group  | people | source
        2026 | all  | all    | 900    | census
        2026 | sex  | female | 460    | census
    """,
}


def csv_of(text: str) -> str:
    """A drawn table as a file; a row that ends early has empty cells at its end."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return "".join(",".join(row + [""] * (len(rows[0]) - len(row))) + "\n" for row in rows)


def site_of(folder: Path, **more: str) -> SiteFolder:
    """The good rows of every table, and the rows given in addition."""
    files: dict[str, str | bytes] = {"reports_1.csv": REPORTS, "people_1.csv": PEOPLE}
    for table, text in GOOD.items():
        files[f"{table}_1.csv"] = csv_of(text.rstrip() + "\n" + more.get(table, "").strip())
    return small_site(folder / "s", mappings=MAPPINGS, files=files)


def found(outcome: Outcome) -> dict[tuple[str, str], int]:
    return {(check.table, check.rule): check.rows for check in outcome.checks if check.rows}


@dataclass(frozen=True)
class Good:
    """A site of the good rows alone, refreshed, and what came of it."""

    site: SiteFolder
    outcome: Outcome


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Good:
    """Refreshed once for all tests that only look."""
    site = site_of(tmp_path_factory.mktemp("good"))
    return Good(site, refresh(site, now=NOW))


def test_good_rows_of_every_table_are_in_use_and_nothing_is_asked(good: Good) -> None:
    assert found(good.outcome) == {}
    assert {a.table_name: a.in_use for a in good.outcome.accounts if a.table_name in GOOD} == {
        table: len(drawn(text)) for table, text in GOOD.items()
    }


def test_a_journey_goes_to_the_end_of_the_program(good: Good) -> None:
    with open_warehouse(good.site) as engine:
        (journey,) = engine.frame("from journeys where case_id is not null").to_dicts()
    days: dict[str, Any] = {name: str(value) for name, value in journey.items()}
    assert (days["sentenced_on"], days["supervised_on"], days["supervision_ended_on"]) == (
        "2026-09-05",
        "2026-09-06",
        "2026-09-20",
    )
    assert (days["program_intake_on"], days["program_completed_on"]) == ("2026-09-06", "2026-09-30")


# By table: rows each of which breaks one critical rule.
BROKEN = {
    "supervision": """
        | P1 | K1 | 2026-09-05 | | |
        S2 | P1 | K1 | | | |
        S3 | P1 | K1 | 2026-09-05 | | 2026-10-01 | S
        S4 | P1 | K1 | 1969-12-31 | | |
    """,
    "violations": """
        V2 | S1 | | 2026-09-07 | 2026-09-08 | | | NC
        V3 | S1 | P1 | 2026-09-07 | | | | NC
        V4 | S1 | P1 | 2026-09-07 | 2026-10-01 | | | NC
        V5 | S1 | P1 | 1901-01-01 | 2026-09-08 | | | NC
    """,
    "program_orders": """
        | P1 | K1 | 2026-09-05 | | | | |
        O2 | P1 | K1 | 2026-10-01 | | | | |
        O3 | P1 | K1 | 1901-01-01 | | | | |
    """,
    "protection_orders": """
        OP2 | | 2026-09-01 | | | |
        OP3 | P1 | 2026-10-01 | | | |
        OP4 | P1 | 2026-09-01 | 1901-01-01 | | |
    """,
    "order_breaches": """
        OP1 |
        | 2026-09-10
        OP1 | 2026-10-01
        OP1 | 1901-01-01
    """,
    "feedback_totals": """
        2026-04-01 | Q1 | more | -1 | 10
        2026-10-01 | Q1 | more | 1 | 10
        2026-01-01 | | more | 1 | 10
    """,
    "population": """
        2028 | all | all | 900 | census
        2025 | all | all | -1 | census
        2024 | all | all | 900 |
    """,
}


def test_rows_that_break_a_critical_rule_are_set_aside_and_add_up(tmp_path: Path, now: datetime) -> None:
    outcome = refresh(site_of(tmp_path, **BROKEN), now=now)
    accounts = {account.table_name: account for account in outcome.accounts}
    for table, text in BROKEN.items():
        broken = len(text.strip().splitlines())
        account = accounts[table]
        assert (account.lines, account.quarantined, account.in_use) == (
            len(drawn(GOOD[table])) + broken,
            broken,
            len(drawn(GOOD[table])),
        ), table


def test_a_day_on_the_cut_off_and_an_order_that_expires_later_are_no_mistakes(
    tmp_path: Path, now: datetime
) -> None:
    site = site_of(
        tmp_path,
        supervision="S2 | P1 | K1 | 2026-09-30 | | |",
        protection_orders="OP2 | P1 | 2026-09-30 | 2026-09-30 | | 2026-09-30 | 2030-01-01",
        population="2027 | all | all | 905 | census",
    )
    assert sum(account.quarantined for account in refresh(site, now=now).accounts) == 0


ASKED = {
    "supervision": """
        S2 | P1 | K1 | 2026-09-05 | 2026-09-04 | |
        S3 | P1 | K1 | 2026-09-05 | | 2026-09-20 |
        S4 | P3 | K1 | 2026-09-05 | | |
        S5 | P1 | | 2026-09-05 | | |
    """,
    "violations": """
        V2 | S1 | P1 | 2026-09-07 | 2026-09-06 | | | NC
        V3 | S1 | P1 | 2026-09-07 | 2026-09-08 | | H | NC
        V4 | S9 | P1 | 2026-09-07 | 2026-09-08 | | | NC
        V5 | | P1 | 2026-09-07 | 2026-09-08 | | | NC
    """,
    "program_orders": """
        O2 | P1 | K1 | 2026-09-05 | 2026-09-04 | | | |
        O3 | P1 | K1 | 2026-09-05 | | 2026-09-09 | | |
        O4 | P1 | K1 | 2026-09-05 | | | | 3 | 4
        O5 | P1 | K9 | 2026-09-05 | | | | |
    """,
    "protection_orders": """
        OP2 | P1 | 2026-09-05 | 2026-09-04 | | | 2026-10-04
        OP3 | P1 | 2026-09-05 | 2026-09-05 | 2026-09-20 | |
    """,
    "order_breaches": "OP9 | 2026-09-10",
    "feedback_totals": """
        2026-04-01 | Q1 | more | 11 | 10
        2026-01-01 | Q1 | yes | 1 | 10
    """,
    "population": "2025 | sex | female | 450 | census",
    "prosecutions": "K2 | P3 | R2 | 2026-09-01 | | ",
    "dispositions": """
        K2 | P3 | 2026-08-31 | 2026-09-04 | PLEA | 2026-09-03
    """,
}


def test_what_is_not_in_order_is_asked_about_and_stays_in_use(tmp_path: Path, now: datetime) -> None:
    outcome = refresh(site_of(tmp_path, **ASKED), now=now)
    assert sum(account.quarantined for account in outcome.accounts) == 0
    assert found(outcome) == {
        ("supervision", "days_in_order"): 1,
        ("supervision", "end_has_a_discharge"): 1,
        ("supervision", "supervision_of_a_sentence"): 1,
        ("violations", "days_in_order"): 1,
        ("violations", "response_has_a_day"): 1,
        ("violations", "violation_of_a_period"): 1,
        ("program_orders", "days_in_order"): 1,
        ("program_orders", "exit_has_a_reason"): 1,
        ("program_orders", "sessions_within_due"): 1,
        ("program_orders", "program_of_a_sentence"): 1,
        ("protection_orders", "days_in_order"): 1,
        ("protection_orders", "order_has_an_end"): 1,
        ("order_breaches", "breach_of_an_order"): 1,
        ("feedback_totals", "answers_within_invited"): 1,
        ("feedback_totals", "answer_fits_question"): 1,
        ("population", "whole_is_there"): 1,
        ("prosecutions", "referral_after_incident"): 1,
        ("dispositions", "filing_after_referral"): 1,
        ("dispositions", "sentence_after_end"): 1,
    }


def test_an_unknown_code_of_any_table_is_refused_with_file_column_and_line(
    tmp_path: Path, now: datetime
) -> None:
    site = site_of(
        tmp_path,
        supervision="S2 | P1 | K1 | 2026-09-05 | | 2026-09-20 | ZZ",
        violations="V2 | S1 | P1 | 2026-09-07 | 2026-09-08 | | | ZZ",
        program_orders="O2 | P1 | K1 | 2026-09-05 | | 2026-09-09 | ZZ | |",
        feedback_totals="2026-04-01 | ZZ | more | 1 | 10",
        population="2026 | ZZ | a | 1 | census",
    )
    with pytest.raises(Refused) as refused:
        refresh(site, now=now)
    message = str(refused.value)
    for place in (
        "supervision_1.csv, column how, line 3",
        "violations_1.csv, column kind, line 3",
        "program_orders_1.csv, column why, line 3",
        "feedback_totals_1.csv, column question, line 4",
        "population_1.csv, column kind, line 4",
    ):
        assert f'{place}: the value "ZZ" is not in the list of codes.' in message, place
    assert len(refused.value.problems) == 5


def test_a_date_with_milliseconds_glued_on_is_read_by_its_declared_format(
    tmp_path: Path, now: datetime
) -> None:
    site = site_of(tmp_path)
    mapping = site.path / "extracts" / "order_breaches.toml"
    mapping.write_text(
        mapping.read_text().replace(
            '"breached"', '{ from = "breached", formats = ["%Y-%m-%d 00:00:00.000", "%Y-%m-%d"] }'
        )
    )
    (site.inbox / "order_breaches_2.csv").write_text("petition,breached\nOP1,2026-09-11 00:00:00.000\n")
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        assert engine.rows("select cast(breached_on as varchar) from order_breaches order by all") == [
            ("2026-09-10",),
            ("2026-09-11",),
        ]


def test_the_same_man_ordered_twice_has_two_orders_and_an_amended_petition_stays_one(
    tmp_path: Path, now: datetime
) -> None:
    site = site_of(
        tmp_path,
        program_orders="O2 | P1 | K1 | 2026-09-10 | | | | |",
        protection_orders="OP1 | P1 | 2026-09-01 | 2026-09-01 | 2026-09-20 | 2026-09-03 | 2029-09-20",
    )
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        assert engine.value("select count(*) from program_orders") == 2
        assert engine.rows("select cast(expires_on as varchar), record_version from protection_orders") == [
            ("2029-09-20", 2)
        ]


def test_quarters_have_no_months_missing_between_them(tmp_path: Path, now: datetime) -> None:
    quarters = [f"{year}-{month:02}-01" for year in range(2021, 2026) for month in (1, 4, 7, 10)]
    text = "quarter,question,answer,n,asked\n" + "".join(
        f"{quarter},Q{question},{answer},2,99\n"
        for quarter in quarters
        for question in range(1, 5)
        for answer in ("more", "less", "yes")
    )
    mapping = MAPPINGS["feedback_totals"].replace(
        'Q1 = "felt_safer"',
        'Q1 = "felt_safer", Q2 = "felt_respected", Q3 = "knew_what_would_happen", Q4 = "threatened_over_case"',
    )
    site = small_site(
        tmp_path / "s",
        mappings={"incidents": INCIDENTS, "feedback_totals": mapping},
        files={"reports_1.csv": REPORTS, "feedback_totals_1.csv": text},
    )
    outcome = refresh(site, now=now)
    (item,) = (account for account in outcome.accounts if account.table_name == "feedback_totals")
    assert item.in_use == 240
    assert "Held back" not in summary(outcome, "Small County")


def test_an_error_of_a_spreadsheet_spoils_its_own_figure_and_no_other(tmp_path: Path, now: datetime) -> None:
    mapping = """
agency = "planning"
table = "population"
files = ["population_*.csv"]
covers_to = 2026-09-30
[columns]
year = "year"
breakdown = { constant = "sex" }
group_value = { unpivot = { Women = "female", Men = "male" } }
people = { unpivoted = true, unknown = "quarantine" }
figure_source = { constant = "census" }
"""
    site = small_site(
        tmp_path / "s",
        mappings={"incidents": INCIDENTS, "population": mapping},
        files={"reports_1.csv": REPORTS, "population_1.csv": "year,Women,Men\n2025,1,2\n2026,#DIV/0!,3\n"},
    )
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        rows = engine.rows("select year, group_value, people from population order by all")
    assert rows == [(2025, "female", 1), (2025, "male", 2)]
