"""The prosecutor's decisions, counted on drawn tables."""

import pytest

from tests.drawn import share

INCIDENTS = """
    incident_id | occurred_on | strangulation
    R1          | 2026-09-01  | yes
    R2          | 2026-09-01  | yes
    R3          | 2026-09-01  | no
    R4          | 2026-09-01  | yes
"""
PARTIES = """
    incident_id | person_key | role    | victim_person_key
    R1          | A          | suspect | B
    R2          | C          | suspect | D
    R3          | E          | suspect |
    R4          | F          | suspect | G
"""


def files(heads: str, *rows: str) -> str:
    return "\n".join(["case_id | person_key | incident_id | referred_on | " + heads, *rows])


def test_strangulation_is_charged_of_recorded_ones_where_the_prosecutor_says_so() -> None:
    cases = files(
        "decision | strangulation_charged",
        "K1 | A | R1 | 2026-09-02 | charged  | yes",
        "K2 | C | R2 | 2026-09-02 | charged  | no",
        "K3 | E | R3 | 2026-09-02 | charged  | yes",  # not recorded by police
        "K4 | F | R4 | 2026-09-02 | charged  | unknown",
    )
    assert share("strangulation_charged", incidents=INCIDENTS, prosecutions=cases) == (1, 2)


def test_a_declined_case_charges_nobody_with_strangulation_and_an_open_one_is_not_told() -> None:
    cases = files(
        "decision | strangulation_charged",
        "K1 | A | R1 | 2026-09-02 | declined | yes",
        "K2 | C | R2 | 2026-09-02 | declined |",
        "K3 | F | R4 | 2026-09-02 |          |",
    )
    assert share("strangulation_charged", incidents=INCIDENTS, prosecutions=cases) == (0, 2)


DECIDED = files(
    "decided_on | decision | decline_kind",
    "K1 | A | R1 | 2026-09-01 | 2026-09-02 | declined | victim",
    "K2 | C | R2 | 2026-09-01 | 2026-09-02 | declined | evidence",
    "K3 | E | R3 | 2026-09-01 | 2026-09-02 | declined | interest_of_justice",
    "K4 | F | R4 | 2026-09-01 | 2026-09-02 | declined | unknown",
    "K5 | H |    | 2026-09-01 | 2026-09-02 | declined |",
    "K6 | I |    | 2026-09-01 | 2026-09-02 | charged  |",
    "K7 | J |    | 2026-09-01 | 2026-09-02 | diverted |",
    "K8 | K |    | 2026-09-01 | 2026-09-02 | returned |",
    "K9 | L |    | 2026-09-01 |            |          |",
)


def test_declined_is_out_of_decided_and_a_returned_or_open_referral_is_neither() -> None:
    assert share("declined", prosecutions=DECIDED) == (5, 7)


def test_kinds_of_reasons_add_up_to_the_declined_whose_kind_is_known() -> None:
    found = [share(f"declined_{kind}", prosecutions=DECIDED) for kind in ("victim", "evidence", "other")]
    assert found == [(1, 3), (1, 3), (1, 3)]


@pytest.mark.parametrize(
    ("referred", "filed", "found"),
    [
        ("felony", "gross_misdemeanor", (1, 1)),
        ("felony", "felony", (0, 1)),
        ("misdemeanor", "felony", (0, 1)),
        ("felony", "", (0, 0)),
        ("unknown", "misdemeanor", (0, 0)),
    ],
)
def test_a_charge_is_reduced_when_filed_lower_and_not_told_when_one_is_not_known(
    referred: str, filed: str, found: tuple[int, int]
) -> None:
    cases = files(
        "decided_on | decision | referred_severity | filed_severity",
        f"K1 | A | R1 | 2026-09-01 | 2026-09-02 | charged | {referred} | {filed}",
    )
    assert share("reduced_at_filing", prosecutions=cases) == found


@pytest.mark.parametrize(
    ("referred", "reached", "found"),
    [
        ("2026-09-01", "2026-09-04", (1, 1)),  # day 3
        ("2026-09-01", "2026-09-05", (0, 1)),
        ("2026-09-01", "", (0, 1)),
        ("2026-09-27", "", (0, 1)),
        ("2026-09-28", "", (0, 0)),  # has not had its days yet
    ],
)
def test_a_victim_is_reached_in_time_on_day_3_and_no_longer_after(
    referred: str, reached: str, found: tuple[int, int]
) -> None:
    cases = files("victim_contacted_on", f"K1 | A | R1 | {referred} | {reached}")
    drawn = {"incidents": INCIDENTS, "incident_parties": PARTIES}
    assert share("speedy_contact", prosecutions=cases, **drawn) == found


def test_a_referral_without_a_named_victim_is_no_case_of_contact_or_coercion() -> None:
    cases = files(
        "victim_contacted_on | warrant_against_victim",
        "K1 | A | R1 | 2026-09-01 | 2026-09-01 | yes",
        "K2 | C | R2 | 2026-09-01 | 2026-09-01 | no",
        "K3 | E | R3 | 2026-09-01 | 2026-09-01 | yes",  # no victim in the report
        "K4 | F | R4 | 2026-09-01 | 2026-09-01 |",  # not told
    )
    drawn = {"incidents": INCIDENTS, "incident_parties": PARTIES, "prosecutions": cases}
    assert share("speedy_contact", **drawn) == (3, 3)
    assert share("victim_coerced", **drawn) == (1, 2)
