"""What a mapping can say: splitting, lists of codes beside it, conditions, dates in doubt, time zones."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.problems import Refused
from pipelines.site import SiteFolder
from tests.mapped import HEAD, mapped
from tests.small_sites import INCIDENTS, PARTIES, small_site

DAY = 'occurred_on = "DAY"\n'


def rule(tmp_path: Path, line: str, file: str, *, column: str) -> tuple[list[Any], list[str]]:
    return mapped(tmp_path, HEAD + DAY + line, file, column=column)


def days(tmp_path: Path, formats: str, *texts: str) -> tuple[list[Any], list[str]]:
    rows = "".join(f"R{at},{text}\n" for at, text in enumerate(texts))
    mapping = f'{HEAD}occurred_on = {{ from = "DAY", formats = {formats} }}\n'
    return mapped(tmp_path, mapping, "REPORT,DAY\n" + rows, column="occurred_on")


def moments(
    tmp_path: Path, line: str, *texts: str, site: str = "America/Chicago"
) -> tuple[list[Any], list[str]]:
    rows = "".join(f"R{at},2026-09-01,{text}\n" for at, text in enumerate(texts))
    return mapped(
        tmp_path, HEAD + DAY + line, "REPORT,DAY,SEEN\n" + rows, column="reported_at", time_zone=site
    )


def refused(tmp_path: Path, line: str) -> str:
    with pytest.raises(Refused) as caught:
        rule(tmp_path, line, "REPORT,DAY,X\nR1,2026-09-01,a\n", column="incident_id")
    return str(caught.value)


def test_a_part_of_a_field_is_taken_by_its_place(tmp_path: Path) -> None:
    line = 'severity = { split = "X", at = ";", part = 2, codes = { F = "felony", M = "misdemeanor" } }'
    file = "REPORT,DAY,X\nR1,2026-09-01,13B; F\nR2,2026-09-01,13A;M;x\nR3,2026-09-01,13A\nR4,2026-09-01,\n"
    assert rule(tmp_path, line, file, column="severity") == (["felony", "misdemeanor", None, None], [])


def test_a_part_of_a_field_is_taken_by_a_pattern(tmp_path: Path) -> None:
    line = """district = { split = "X", pattern = '^Zone (\\w+)' }"""
    file = "REPORT,DAY,X\nR1,2026-09-01,Zone North (2)\nR2,2026-09-01,\n"
    assert rule(tmp_path, line, file, column="district") == (["North", None], [])


def test_a_text_that_does_not_fit_the_pattern_is_named_without_its_text(tmp_path: Path) -> None:
    line = """district = { split = "X", pattern = '^Zone (\\w+)' }"""
    values, problems = rule(tmp_path, line, "REPORT,DAY,X\nR1,2026-09-01,12 Elm Street\n", column="district")
    assert values == [None]
    assert problems == [
        "reports_1.csv, column X, line 2: a value does not fit the pattern of this column. "
        "Correct the file, or the pattern in the mapping."
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('district = { split = "X" }', "split needs at and part, or a pattern"),
        ("district = { split = 'X', pattern = 'a' }", "must hold one pair of brackets"),
        ("district = { split = 'X', pattern = '(?=a)(b)' }", "looks ahead or back"),
        ("district = { split = 'X', pattern = '(' }", "the pattern is none"),
        ("district = { from = 'X', part = 1 }", "at, part and pattern go with split only"),
        ("district = { split = 'X', at = ';', part = 1, pattern = '(a)' }", "not both"),
        ("severity = { from = 'X', otherwise = 'felony' }", "otherwise goes with when only"),
        ("severity = { when = [{ heading = 'X', is = ['a'], value = 'huge' }] }", "no meaning huge"),
        ("severity = { when = [{ heading = 'X', is = ['a'], value = 'other' }], codes = { a = 'other' } }", "no codes"),
        ("reported_at = { from = 'X', time_zone = 'Mars/Base' }", "no such time zone: Mars/Base"),
        ("district = { from = 'X', time_zone = 'UTC' }", "holds no time"),
        ("severity = { from = 'X', codes_file = '../list.csv' }", "no plain name of a CSV file"),
        ("severity = { from = 'X', codes_file = 'a.csv', codes = { a = 'felony' } }", "not both"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_in_words(tmp_path: Path, line: str, words: str) -> None:
    assert words in refused(tmp_path, line)


def test_the_first_condition_that_holds_gives_the_value(tmp_path: Path) -> None:
    line = """weapon = { when = [
        { heading = "GUN", is = ["Y", "1"], value = "yes" },
        { heading = "KNIFE", is = ["Y"], value = "yes" },
        { heading = "KNIFE", is = ["?"], value = "unknown" }], otherwise = "no" }"""
    file = "REPORT,DAY,GUN,KNIFE\n" + "".join(
        f"R{at},2026-09-01,{gun},{knife}\n"
        for at, (gun, knife) in enumerate([("Y", "N"), ("N", "Y"), ("N", "?"), ("1", "?"), ("N", "N")])
    )
    assert rule(tmp_path, line, file, column="weapon") == (["yes", "yes", "unknown", "yes", "no"], [])


def test_otherwise_is_not_for_rows_that_say_nothing(tmp_path: Path) -> None:
    line = 'weapon = { when = [{ heading = "X", is = ["Y"], value = "yes" }], otherwise = "no" }'
    file = "REPORT,DAY,X\nR1,2026-09-01,\nR2,2026-09-01,N\n"
    assert rule(tmp_path, line, file, column="weapon") == ([None, "no"], [])


def test_an_empty_field_can_be_a_condition(tmp_path: Path) -> None:
    line = 'weapon = { when = [{ heading = "X", is = [""], value = "not_collected" }], otherwise = "yes" }'
    file = "REPORT,DAY,X\nR1,2026-09-01,\nR2,2026-09-01,N\n"
    assert rule(tmp_path, line, file, column="weapon") == (["not_collected", "yes"], [])


def test_without_otherwise_a_text_that_fits_no_condition_is_told(tmp_path: Path) -> None:
    line = 'weapon = { when = [{ heading = "X", is = ["Y"], value = "yes" }] }'
    values, problems = rule(tmp_path, line, "REPORT,DAY,X\nR1,2026-09-01,Q\n", column="weapon")
    assert values == [None]
    assert 'the value "Q" is not in the list of codes.' in problems[0]


def test_codes_may_stand_in_a_file_beside_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        '\ufeffcode,meaning\nF,felony\n"M, plain",misdemeanor\n\n', encoding="utf-8"
    )
    line = 'severity = { from = "X", codes_file = "list.csv" }'
    file = 'REPORT,DAY,X\nR1,2026-09-01,F\nR2,2026-09-01,"M, plain"\n'
    assert rule(tmp_path, line, file, column="severity") == (["felony", "misdemeanor"], [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "list.csv: the list of codes is missing."),
        (b"F,felony\n", "list.csv: its first line does not name the columns code and meaning."),
        (b"code,meaning\n", "list.csv: it holds no codes."),
        (b"code,meaning\nF,felony\nG,giant\n", "list.csv, line 3: column severity has no meaning giant"),
        (b"code,meaning\nF,felony\nF,misdemeanor\n", "list.csv, line 3: the code F stands there a second time."),
        (b"code,meaning\nF\n", "list.csv, line 2: it does not hold one code and one meaning."),
        (b"code,meaning\n\xe9,felony\n", "list.csv: it cannot be read as UTF-8 text."),
        (b'code,meaning\n"F"x,felony\n', "list.csv: a quotation mark stands in the wrong place."),
    ],
)  # fmt: skip
def test_a_list_of_codes_is_read_strictly(tmp_path: Path, text: bytes | None, words: str) -> None:
    if text is not None:
        (tmp_path / "list.csv").write_bytes(text)
    assert words in refused(tmp_path, 'severity = { from = "X", codes_file = "list.csv" }')


def test_a_changed_list_of_codes_is_a_reason_to_publish_anew(tmp_path: Path, now: datetime) -> None:
    from pipelines.refresh import refresh

    mapping = INCIDENTS.replace('codes = { Y = "yes", N = "no" }', 'codes_file = "pc.csv"')
    site = small_site(tmp_path / "site", mappings={"incidents": mapping, "people": PARTIES})
    write_list(site, "code,meaning\nY,yes\nN,no\n")
    refresh(site, now=now)
    assert refresh(site, now=now).unchanged
    write_list(site, "code,meaning\nY,yes\nN,unknown\n")
    assert not refresh(site, now=now).unchanged


def write_list(site: SiteFolder, text: str) -> None:
    (site.path / "extracts" / "pc.csv").write_text(text, encoding="utf-8")


def test_a_date_that_two_formats_read_as_two_days_is_refused(tmp_path: Path) -> None:
    values, problems = days(
        tmp_path, '["%m/%d/%Y", "%d/%m/%Y"]', "03/04/2024", "13/04/2024", "04/13/2024", "05/05/2024"
    )
    assert values == [None, date(2024, 4, 13), date(2024, 4, 13), date(2024, 5, 5)]
    assert problems == [
        'reports_1.csv, column DAY, line 2: the value "99/99/9999" could be two different days. '
        "Ask the agency how it writes dates, and keep only that format in the mapping."
    ]  # fmt: skip


def test_formats_that_cannot_be_confused_are_read_in_order(tmp_path: Path) -> None:
    values, problems = days(
        tmp_path, '["%Y-%m-%d", "%m/%d/%Y", "%d-%b-%Y"]', "2024-03-04", "03/04/2024", "04-Mar-2024"
    )
    assert (values, problems) == ([date(2024, 3, 4)] * 3, [])  # fmt: skip


def test_a_year_of_two_digits_is_not_taken_for_the_year_24(tmp_path: Path) -> None:
    values, problems = days(tmp_path, '["%m/%d/%Y", "%m/%d/%y"]', "03/04/24", "03/04/2024")
    assert (values, problems) == ([date(2024, 3, 4)] * 2, [])


def test_a_time_written_elsewhere_becomes_the_sites_wall_time(tmp_path: Path) -> None:
    line = 'reported_at = { from = "SEEN", time_zone = "UTC" }'
    assert moments(tmp_path, line, "2026-07-01 03:30:00", "2026-01-01 03:30:00") == (
        [datetime(2026, 6, 30, 22, 30), datetime(2025, 12, 31, 21, 30)],
        [],
    )


def test_a_mapping_may_name_the_zone_for_all_its_times(tmp_path: Path) -> None:
    line = 'reported_at = "SEEN"\n[format]\ntime_zone = "America/New_York"'
    assert moments(tmp_path, line, "2026-07-01 00:30:00") == ([datetime(2026, 6, 30, 23, 30)], [])


def test_an_offset_in_the_text_is_taken_at_its_word(tmp_path: Path) -> None:
    line = 'reported_at = { from = "SEEN", formats = ["%Y-%m-%d %H:%M%z"] }'
    texts = ("2026-07-01 00:30-05:00", "2026-07-01 05:30+0000", "2026-01-01 06:30+00")
    assert moments(tmp_path, line, *texts) == (
        [datetime(2026, 7, 1, 0, 30), datetime(2026, 7, 1, 0, 30), datetime(2026, 1, 1, 0, 30)],
        [],
    )


def test_a_time_the_clocks_left_out_is_told_and_not_moved(tmp_path: Path) -> None:
    line = 'reported_at = { from = "SEEN", time_zone = "America/New_York" }'
    values, problems = moments(tmp_path, line, "2026-03-08 02:30:00", "2026-03-08 03:00:00")
    assert values == [None, datetime(2026, 3, 8, 1, 0)]
    assert "is a time that the clocks left out in spring." in problems[0]


def test_an_hour_that_comes_twice_is_read_by_standard_time(tmp_path: Path) -> None:
    line = 'reported_at = { from = "SEEN", time_zone = "America/New_York" }'
    values, problems = moments(tmp_path, line, "2026-11-01 01:30:00", site="UTC")
    assert (values, problems) == ([datetime(2026, 11, 1, 6, 30)], [])


def test_both_hours_of_the_night_the_clocks_go_back_show_the_same_wall_time(tmp_path: Path) -> None:
    line = 'reported_at = { from = "SEEN", time_zone = "UTC" }'
    assert moments(tmp_path, line, "2026-11-01 06:30:00", "2026-11-01 07:30:00") == (
        [datetime(2026, 11, 1, 1, 30)] * 2,
        [],
    )


def test_the_sites_own_zone_changes_nothing(tmp_path: Path) -> None:
    line = 'reported_at = { from = "SEEN", time_zone = "America/Chicago" }'
    assert moments(tmp_path, line, "2026-03-08 02:30:00") == ([datetime(2026, 3, 8, 2, 30)], [])


def test_a_day_without_time_of_day_is_never_moved(tmp_path: Path) -> None:
    mapping = f'{HEAD}occurred_on = "DAY"\n[format]\ntime_zone = "UTC"\nday_formats = ["%Y-%m-%d", "%Y-%m-%d %H:%M"]'
    file = "REPORT,DAY\nR1,2026-07-01\nR2,2026-07-01 03:00\n"
    values, _ = mapped(tmp_path, mapping, file, column="occurred_on", time_zone="America/Chicago")
    assert values == [date(2026, 7, 1), date(2026, 6, 30)]
