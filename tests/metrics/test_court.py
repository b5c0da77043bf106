"""Cases in court, counted on drawn tables."""

import pytest

from metrics.indicators.court import DAYS_TO_DISPOSITION
from tests.drawn import histogram, share

HEADS = "case_id | person_key | filed_on | disposed_on | disposition"


def court(heads: str, *rows: str) -> str:
    return "\n".join([f"{HEADS}{' | ' + heads if heads else ''}", *rows])


ENDS = court(
    "dismissal_kind",
    "K1 | A | 2026-01-01 | 2026-05-01 | dismissed          | victim",
    "K2 | B | 2026-01-01 | 2026-05-01 | dismissed          | time",
    "K3 | C | 2026-01-01 | 2026-05-01 | dismissed          |",
    "K4 | D | 2026-01-01 | 2026-05-01 | convicted          |",
    "K5 | E | 2026-01-01 | 2026-05-01 | pled_on_other_case |",
    "K6 | F | 2026-01-01 |            |                    |",
    "K7 | G | 2026-01-01 | 2026-05-01 |                    |",  # ended, nobody knows how
    "K8 | H | 2026-01-01 |            | convicted          |",  # how, but not that it ended
)


def test_dropped_for_a_plea_elsewhere_is_no_dismissal_and_open_cases_have_not_ended() -> None:
    assert share("dismissal", dispositions=ENDS) == (3, 5)
    assert share("conviction", dispositions=ENDS) == (1, 5)


def test_reasons_of_dismissals_add_up_to_those_whose_reason_is_known() -> None:
    found = [share(f"dismissal_{kind}", dispositions=ENDS) for kind in ("victim", "evidence", "other")]
    assert found == [(1, 2), (0, 2), (1, 2)]


@pytest.mark.parametrize(
    ("filed", "ended", "found"),
    [
        ("2026-01-01", "2026-06-30", (1, 1)),  # day 180
        ("2026-01-01", "2026-07-01", (0, 1)),
        ("2026-01-01", "", (0, 1)),
        ("2026-04-03", "", (0, 1)),
        ("2026-04-04", "", (0, 0)),  # has not had its days yet
    ],
)
def test_a_case_ends_within_the_standard_on_day_180_and_no_longer_after(
    filed: str, ended: str, found: tuple[int, int]
) -> None:
    row = f"K1 | A | {filed} | {ended} | {'dismissed' if ended else ''}"
    assert share("disposed_in_time", dispositions=court("", row)) == found


@pytest.mark.parametrize(("filed", "counted"), [("2026-04-03", 0), ("2026-04-02", 1)])
def test_a_pending_case_is_old_from_day_181_on_and_ended_ones_are_not_pending(
    filed: str, counted: int
) -> None:
    rows = court("", f"K1 | A | {filed} | | ", "K2 | B | 2020-01-01 | 2026-01-01 | dismissed")
    assert share("pending_age", dispositions=rows) == (counted, 1)


def test_open_cases_wait_until_the_data_end() -> None:
    rows = court("", "K1 | A | 2026-09-01 | | ", "K2 | B | 2026-09-01 | 2026-09-11 | dismissed")
    assert histogram(DAYS_TO_DISPOSITION, dispositions=rows) == [(10, True, 1), (29, False, 1)]


def test_a_conviction_is_kept_at_the_filed_severity_or_above_and_with_the_flag() -> None:
    files = "case_id | person_key | referred_on | filed_severity\n" + "\n".join(
        f"K{at} | A{at} | 2026-01-01 | gross_misdemeanor" for at in range(1, 6)
    )
    rows = court(
        "convicted_severity | domestic_flag",
        "K1 | A1 | 2026-01-01 | 2026-05-01 | convicted | gross_misdemeanor | yes",
        "K2 | A2 | 2026-01-01 | 2026-05-01 | convicted | misdemeanor       | yes",
        "K3 | A3 | 2026-01-01 | 2026-05-01 | convicted | felony            | no",
        "K4 | A4 | 2026-01-01 | 2026-05-01 | convicted | felony            |",  # flag not known
        "K5 | A5 | 2026-01-01 | 2026-05-01 | convicted | unknown           | yes",
    )
    assert share("conviction_kept", dispositions=rows, prosecutions=files) == (1, 3)


def test_a_sentence_needs_all_four_conditions_and_each_must_be_known() -> None:
    rows = court(
        "sentenced_on | supervision | no_contact | program | firearms",
        "K1 | A | 2026-01-01 | 2026-05-01 | convicted | 2026-05-01 | yes | yes | yes | yes",
        "K2 | B | 2026-01-01 | 2026-05-01 | convicted | 2026-05-01 | yes | yes | yes | no",
        "K3 | C | 2026-01-01 | 2026-05-01 | convicted | 2026-05-01 | yes | yes | yes |",
        "K4 | D | 2026-01-01 | 2026-05-01 | convicted |            | yes | yes | yes | yes",
    )
    assert share("sentence_fidelity", dispositions=rows) == (1, 2)
