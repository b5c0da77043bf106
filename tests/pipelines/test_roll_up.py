"""Charges roll up to the defendant's case by the rules of docs/charge-roll-up.md; a test for each rule."""

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
from tests.sites import open_warehouse
from tests.small_sites import small_site

SEVERITIES = '{ F = "felony", G = "gross_misdemeanor", M = "misdemeanor", U = "unknown" }'
DECISIONS = '{ FILED = "charged", DECL = "declined", DIV = "diverted", RTN = "returned" }'
PROSECUTIONS = f"""
agency = "prosecutor"
table = "prosecutions"
files = ["charges_*.csv"]
covers_to = 2026-09-30
[roll_up]
level = "charge"
[columns]
case_id = "case"
person_key = "person"
incident_id = "report"
referred_on = "referred"
decided_on = "decided"
decision = {{ from = "decision", codes = {DECISIONS} }}
decline_reason = "why"
referred_severity = {{ from = "severity", codes = {SEVERITIES} }}
filed_severity = {{ from = "filed_as", codes = {SEVERITIES} }}
"""
YES_NO = '{ Y = "yes", N = "no", U = "unknown" }'
DISPOSITIONS = f"""
agency = "court"
table = "dispositions"
files = ["charges_*.csv"]
covers_to = 2026-09-30
[roll_up]
level = "charge"
[columns]
case_id = "case"
person_key = "person"
filed_on = "filed"
disposed_on = "disposed"
reason = "why"
sentenced_on = "sentenced"
convicted_severity = {{ from = "severity", codes = {SEVERITIES} }}
domestic_flag = {{ from = "domestic", codes = {YES_NO} }}
no_contact = {{ from = "no_contact", codes = {YES_NO} }}
[columns.disposition]
from = "end"
[columns.disposition.codes]
PLEA = "convicted"
GUILTY = "convicted"
NG = "acquitted"
DISM = "dismissed"
"PLED OTHER CT" = "pled_on_other_case"
STAY = "diverted"
ABATED = "other"
"""
CHARGED = "case,person,report,referred,decided,decision,why,severity,filed_as"
ENDED = "case,person,filed,disposed,end,why,sentenced,severity,domestic,no_contact"


def csv_of(headings: str, text: str) -> str:
    """A drawn table as a file with all headings; those not drawn are empty."""
    rows = [",".join(row.get(name, "") for name in headings.split(",")) for row in drawn(text)]
    return "\n".join([headings, *rows]) + "\n"


def site_of(folder: Path, mapping: str, *texts: str) -> SiteFolder:
    headings = CHARGED if mapping.strip().startswith('agency = "prosecutor"') else ENDED
    files: dict[str, str | bytes] = {
        f"charges_{number}.csv": csv_of(headings, text) for number, text in enumerate(texts, 1)
    }
    return small_site(folder / "s", mappings={"charges": mapping}, files=files)


def rolled(folder: Path, now: datetime, mapping: str, *texts: str) -> dict[str, Any]:
    """The one record the drawn charges make, its dates as text."""
    site = site_of(folder, mapping, *texts)
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        table = "prosecutions" if "prosecutor" in mapping else "dispositions"
        (found,) = engine.frame(f"from {table}").to_dicts()
    return {name: value if isinstance(value, int | None) else str(value) for name, value in found.items()}


def prosecution(folder: Path, now: datetime, text: str) -> dict[str, Any]:
    return rolled(folder, now, PROSECUTIONS, text)


def disposition(folder: Path, now: datetime, text: str) -> dict[str, Any]:
    return rolled(folder, now, DISPOSITIONS, text)


def test_any_charge_filed_is_charged_on_the_first_day_one_was(tmp_path: Path, now: datetime) -> None:
    found = prosecution(
        tmp_path,
        now,
        """
        case | person | referred   | decided    | decision | why
        K1   | P1     | 2026-01-02 | 2026-01-03 | DECL     | weak
        K1   | P1     | 2026-01-01 | 2026-01-09 | FILED    |
        K1   | P1     | 2026-01-02 | 2026-01-05 | FILED    |
        K1   | P1     | 2026-01-02 |            |          |
        """,
    )
    assert (found["decision"], found["decision_code"], found["decided_on"]) == (
        "charged",
        "FILED",
        "2026-01-05",
    )
    assert found["referred_on"] == "2026-01-01"
    assert found["decline_reason"] is None


def test_declined_only_when_every_charge_is_and_on_the_last_of_their_days(
    tmp_path: Path, now: datetime
) -> None:
    found = prosecution(
        tmp_path,
        now,
        """
        case | person | referred   | decided    | decision | why   | severity
        K1   | P1     | 2026-01-01 | 2026-01-03 | DECL     | minor | M
        K1   | P1     | 2026-01-01 | 2026-01-09 | DECL     | weak  | F
        """,
    )
    assert (found["decision"], found["decided_on"]) == ("declined", "2026-01-09")
    assert (found["decline_reason"], found["referred_severity"]) == ("weak", "felony")


def all_rolled(folder: Path, now: datetime, mapping: str, text: str, columns: str) -> list[tuple[Any, ...]]:
    """The columns of every record, in the order of its case number."""
    site = site_of(folder, mapping, text)
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        table = "prosecutions" if "prosecutor" in mapping else "dispositions"
        return engine.frame(f"select {columns} from {table} order by case_id").rows()


def test_a_charge_without_decision_keeps_an_uncharged_referral_open(tmp_path: Path, now: datetime) -> None:
    text = """
        case | person | referred   | decided    | decision
        K1   | P1     | 2026-01-01 | 2026-01-03 | DECL
        K1   | P1     | 2026-01-01 |            |
        K2   | P1     | 2026-01-01 | 2026-01-03 | DIV
        K2   | P1     | 2026-01-01 |            |
        K3   | P1     | 2026-01-01 | 2026-01-03 | DECL
        K3   | P1     | 2026-01-01 | 2026-01-04 | RTN
        K4   | P1     | 2026-01-01 | 2026-01-03 | DECL
        K4   | P1     | 2026-01-01 | 2026-01-04 | DIV
        K5   | P1     | 2026-01-01 | 2026-01-03 | FILED
        K5   | P1     | 2026-01-01 | 2026-01-02 | RTN
    """
    columns = "decision, cast(decided_on as varchar)"
    assert all_rolled(tmp_path, now, PROSECUTIONS, text, columns) == [
        (None, None),
        (None, None),
        ("returned", None),
        ("diverted", "2026-01-04"),
        ("charged", "2026-01-03"),
    ]


def test_filed_severity_is_that_of_the_most_serious_charge_that_was_filed(
    tmp_path: Path, now: datetime
) -> None:
    found = prosecution(
        tmp_path,
        now,
        """
        case | person | referred   | decided    | decision | severity | filed_as
        K1   | P1     | 2026-01-01 | 2026-01-03 | FILED    | M        | M
        K1   | P1     | 2026-01-01 | 2026-01-03 | FILED    | G        | G
        K1   | P1     | 2026-01-01 | 2026-01-03 | DECL     | F        | F
        K1   | P1     | 2026-01-01 | 2026-01-03 | FILED    | U        | U
        """,
    )
    assert (found["referred_severity"], found["filed_severity"]) == ("felony", "gross_misdemeanor")
    assert (found["referred_severity_code"], found["filed_severity_code"]) == ("F", "G")


def test_a_plea_and_two_dismissals_are_a_conviction_by_plea(tmp_path: Path, now: datetime) -> None:
    found = disposition(
        tmp_path,
        now,
        """
        case | person | filed      | disposed   | end  | why
        K1   | P1     | 2026-01-02 | 2026-03-09 | DISM | plea
        K1   | P1     | 2026-01-01 | 2026-03-02 | PLEA |
        K1   | P1     | 2026-01-02 | 2026-03-01 | DISM | plea
        """,
    )
    assert (found["disposition"], found["disposition_code"]) == ("convicted", "PLEA")
    assert (found["filed_on"], found["disposed_on"], found["reason"]) == ("2026-01-01", "2026-03-09", None)


def test_dismissed_only_when_every_charge_is(tmp_path: Path, now: datetime) -> None:
    found = disposition(
        tmp_path,
        now,
        """
        case | person | filed      | disposed   | end  | why
        K1   | P1     | 2026-01-02 | 2026-03-09 | DISM | no witness
        K1   | P1     | 2026-01-02 | 2026-03-01 | DISM | other
        """,
    )
    assert (found["disposition"], found["disposed_on"], found["reason"]) == (
        "dismissed",
        "2026-03-09",
        "no witness",
    )


def test_a_dismissal_beside_another_end_is_not_a_dismissal(tmp_path: Path, now: datetime) -> None:
    ends = {
        "PLED OTHER CT": "pled_on_other_case",
        "NG": "acquitted",
        "STAY": "diverted",
        "ABATED": "other",
        "GUILTY": "convicted",
    }
    text = "case | person | disposed | end | why\n" + "\n".join(
        f"K{n} | P1 | 2026-03-09 | DISM | x\nK{n} | P1 | 2026-03-01 | {end} |" for n, end in enumerate(ends)
    )
    found = all_rolled(tmp_path, now, DISPOSITIONS, text, "disposition, reason")
    assert found == [(meaning, None) for meaning in ends.values()]


def test_a_case_is_open_while_one_charge_is(tmp_path: Path, now: datetime) -> None:
    found = disposition(
        tmp_path,
        now,
        """
        case | person | filed      | disposed   | end
        K1   | P1     | 2026-01-02 | 2026-03-09 | PLEA
        K1   | P1     | 2026-01-02 |            |
        """,
    )
    assert (found["disposition"], found["disposed_on"]) == (None, None)


def test_severity_and_flag_are_those_of_convicted_charges_only(tmp_path: Path, now: datetime) -> None:
    found = disposition(
        tmp_path,
        now,
        """
        case | person | disposed   | end  | severity | domestic
        K1   | P1     | 2026-03-09 | DISM | F        | Y
        K1   | P1     | 2026-03-09 | PLEA | M        | N
        K1   | P1     | 2026-03-09 | PLEA | G        | N
        """,
    )
    assert (found["convicted_severity"], found["domestic_flag"]) == ("gross_misdemeanor", "no")


def test_a_condition_on_any_charge_is_on_the_sentence(tmp_path: Path, now: datetime) -> None:
    text = """
        case | person | disposed   | end  | sentenced  | domestic | no_contact
        K1   | P1     | 2026-03-09 | PLEA | 2026-03-20 | Y        | Y
        K1   | P1     | 2026-03-09 | PLEA | 2026-03-12 | N        | N
        K2   | P1     | 2026-03-09 | PLEA |            | N        | N
        K2   | P1     | 2026-03-09 | PLEA |            | U        | U
        K3   | P1     | 2026-03-09 | PLEA | 2026-03-12 | N        | N
        K3   | P1     | 2026-03-09 | PLEA |            |          |
        K4   | P1     | 2026-03-09 | PLEA |            |          |
    """
    columns = "no_contact, domestic_flag, cast(sentenced_on as varchar)"
    assert all_rolled(tmp_path, now, DISPOSITIONS, text, columns) == [
        ("yes", "yes", "2026-03-12"),
        ("unknown", "unknown", None),
        ("no", "no", "2026-03-12"),
        (None, None, None),
    ]


MANY = """
    case | person | filed      | disposed   | end
    K1   | P1     | 2026-01-02 | 2026-03-09 | DISM
    K1   | P1     | 2026-01-02 | 2026-03-01 | PLEA
    K1   | P2     | 2026-01-02 | 2026-03-01 | DISM
    K2   | P1     | 2026-01-02 | 2026-03-01 | NG
    K2   | P1     | 2026-01-02 | 2026-01-01 | DISM
    K3   | P1     | 2026-01-02 | 2026-03-01 | NG
         | P1     | 2026-01-02 | 2026-03-01 | NG
"""


def files_of(outcome: Outcome) -> dict[str, tuple[int, ...]]:
    return {
        account.file_name: (
            account.lines,
            account.quarantined,
            account.rolled_up,
            account.replaced,
            account.in_use,
        )
        for account in outcome.accounts
    }


def test_every_charge_is_accounted_for_and_one_set_aside_takes_no_part(tmp_path: Path, now: datetime) -> None:
    site = site_of(tmp_path, DISPOSITIONS, MANY)
    outcome = refresh(site, now=now)
    assert files_of(outcome) == {"charges_1.csv": (7, 2, 1, 0, 4)}
    assert "other charges" in summary(outcome, "Small County")
    with open_warehouse(site) as engine:
        assert engine.rows("select case_id, disposition from dispositions order by all") == [
            ("K1", "convicted"),
            ("K1", "dismissed"),
            ("K2", "acquitted"),
            ("K3", "acquitted"),
        ]


def test_the_newest_file_that_names_a_case_replaces_all_its_charges(tmp_path: Path, now: datetime) -> None:
    later = """
        case | person | filed      | disposed   | end
        K1   | P1     | 2026-01-02 | 2026-03-09 | DISM
        K1   | P1     | 2026-01-02 | 2026-03-11 | DISM
    """
    site = site_of(tmp_path, DISPOSITIONS, MANY, later)
    outcome = refresh(site, now=now)
    assert files_of(outcome) == {"charges_1.csv": (7, 2, 1, 1, 3), "charges_2.csv": (2, 0, 1, 0, 1)}
    with open_warehouse(site) as engine:
        assert engine.rows("""
            select disposition, record_version from dispositions
            where case_id = 'K1' and disposed_on = date '2026-03-11'""") == [("dismissed", 2)]


def test_files_with_cases_and_files_with_charges_may_fill_one_table(tmp_path: Path, now: datetime) -> None:
    by_case = (
        DISPOSITIONS.replace('agency = "court"', 'agency = "city_court"')
        .replace('[roll_up]\nlevel = "charge"\n', "")
        .replace("charges_*", "cases_*")
    )
    site = site_of(tmp_path, DISPOSITIONS, MANY)
    (site.path / "extracts" / "cases.toml").write_text(by_case)
    (site.inbox / "cases_1.csv").write_text(
        csv_of(ENDED, "case | person | disposed | end\nC1 | P1 | 2026-03-09 | DISM")
    )
    outcome = refresh(site, now=now)
    assert files_of(outcome) == {"cases_1.csv": (1, 0, 0, 0, 1), "charges_1.csv": (7, 2, 1, 0, 4)}


def test_only_files_that_do_not_declare_charges_are_asked_about_several_outcomes(
    tmp_path: Path, now: datetime
) -> None:
    found = {}
    for name, mapping in (
        ("charges", DISPOSITIONS),
        ("cases", DISPOSITIONS.replace('[roll_up]\nlevel = "charge"\n', "")),
    ):
        outcome = refresh(site_of(tmp_path / name, mapping, MANY), now=now)
        found[name] = {check.rule: check.rows for check in outcome.checks}["one_outcome_per_record"]
    assert found == {"charges": 0, "cases": 4}


def test_other_tables_are_not_rolled_up(tmp_path: Path, now: datetime) -> None:
    wrong = DISPOSITIONS.replace('table = "dispositions"', 'table = "custody"')
    wrong = (
        wrong[: wrong.index("[columns]")] + '[columns]\nbooking_id = "a"\nperson_key = "b"\nbooked_at = "c"\n'
    )
    with pytest.raises(Refused, match="only prosecutions and dispositions are rolled up from charges"):
        refresh(site_of(tmp_path, wrong, MANY), now=now)
