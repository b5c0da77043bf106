"""The sample county: its files can be read as declared, and hold exactly what was planted."""

import csv
import filecmp
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from openpyxl import load_workbook

from pipelines.mapping import Mapping, read_mapping
from pipelines.problems import Refused
from pipelines.refused_columns import refused_headings
from pipelines.rule import Rule
from pipelines.sample import generate
from pipelines.sample.counted import counted
from pipelines.sample.county import drawn_county
from pipelines.sample.court import LARGEST_WORKBOOK_COUNTY, court_shape
from pipelines.sample.deliveries import known_by
from pipelines.sample.draws import own_stream, wall_clock
from pipelines.sample.episodes import rearrest_episodes
from pipelines.sample.extract_files import MADE_AT
from pipelines.sample.generate import FEWEST_CASES, drawn_totals, latest_tables, shapes_of
from pipelines.sample.histories import incident_histories
from pipelines.sample.planted import (
    ARREST,
    BREACH,
    CHARGING,
    COURT,
    MINUTES_A_DAY,
    PERIOD_FROM,
    PERIOD_TO,
    PROGRAM,
    REARREST,
    REPORT_WRITTEN,
    SERVICE,
)
from pipelines.site import SiteFolder
from warehouse import tables

CASES = 2_000
MANY_CASES = 20_000
# Days of these columns lie ahead of the day the file was made, rightly.
LIE_AHEAD = ("expires_on", "firearms_due_on")
TOTALS = {table.name for table in tables.CANONICAL if table.is_totals}
# Standard errors allowed between what was planted and what came out; about 1 in 2,000 by chance.
TOLERANCE = 3.5
Row = dict[str, str]
Record = dict[str, Any]


@dataclass(frozen=True)
class Extract:
    """One file of the inbox as text, with the mapping it was matched to."""

    name: str
    mapping: Mapping
    headings: list[str]
    rows: list[Row]

    @property
    def covers_to(self) -> date:
        return date.fromisoformat(re.search(self.mapping.covers_to_in_name or "", self.name)[1])  # type: ignore[index]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample") / "county"
    generate(out, cases=CASES, seed=1)
    return out


@pytest.fixture(scope="module")
def truth(site: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((site / "truth.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def extracts(site: Path) -> list[Extract]:
    """The files of records; files of totals have tests of their own."""
    mappings = [read_mapping(path) for path in SiteFolder(site).mapping_files]
    found = []
    for path in sorted((site / "inbox").iterdir()):
        (mapping,) = [item for item in mappings if any(path.match(pattern) for pattern in item.files)]
        if mapping.table in TOTALS:
            continue
        headings, *rows = _lines(path, mapping)
        found.append(
            Extract(path.name, mapping, headings, [dict(zip(headings, row, strict=True)) for row in rows])
        )
    return found


@cache
def many() -> dict[str, pl.DataFrame]:
    """A larger county, drawn and not written."""
    return latest_tables(drawn_county(np.random.default_rng(7), MANY_CASES), shapes_of(MANY_CASES))


@cache
def many_counted() -> dict[str, Any]:
    return counted(many())


def _lines(path: Path, mapping: Mapping) -> list[list[str]]:
    if mapping.format.kind == "xlsx":
        width = len(mapping.headings)
        with closing(load_workbook(path, read_only=True)) as workbook:
            sheet = workbook[mapping.format.sheet or ""]
            # Only with the width asked for are empty cells at the end of a row handed over.
            return [
                [_cell(value) for value in row] for row in sheet.iter_rows(max_col=width, values_only=True)
            ]
    with path.open(encoding=mapping.format.encoding, newline="") as file:
        return list(csv.reader(file, delimiter=mapping.format.delimiter, strict=True))


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _text(row: Row, rule: Rule, mapping: Mapping) -> str | None:
    parts = [row[heading].strip() for heading in rule.headings]
    if any(part in ("", *mapping.format.missing) for part in parts):
        return None
    return rule.with_text.join(parts)


def _value(text: str | None, kind: str, rule: Rule, mapping: Mapping) -> Any:
    """The canonical value. Raises KeyError or ValueError for what the mapping does not declare."""
    if text is None:
        return None
    if rule.codes:
        return rule.codes[text]
    if kind == "day":
        return _parsed(text, rule.formats or mapping.format.day_formats).date()
    if kind == "moment":
        return _parsed(text, rule.formats or mapping.format.moment_formats)
    return int(text) if kind == "whole" or rule.from_age else text


def _parsed(text: str, formats: tuple[str, ...]) -> datetime:
    for form in formats:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(f"No declared format reads [{text}]")


def _record(row: Row, mapping: Mapping) -> Record:
    table = tables.canonical(mapping.table)
    return {
        name: _value(_text(row, rule, mapping), table.column(name).kind, rule, mapping)
        for name, rule in mapping.columns.items()
    }


def _is_kept(row: Row, mapping: Mapping) -> bool:
    return all(row[heading] in wanted for heading, wanted in mapping.keep.items())


def _reason(record: Record, extract: Extract) -> str | None:
    """Why a row belongs in quarantine; what a careful clerk would say, not how it was planted."""
    table = tables.canonical(extract.mapping.table)
    if any(record[name] is None for name in table.record_id):
        return "empty_record_number"
    if record.get("arrested_on") and record["arrested_on"] < PERIOD_FROM:
        return "arrest_before_incident"
    orders = {
        "release_before_booking": ("booked_at", "released_at"),
        "decision_before_referral": ("referred_on", "decided_on"),
        "end_before_filing": ("filed_on", "disposed_on"),
    }
    for reason, (begin, end) in orders.items():
        if record.get(end) and record[end] < record[begin]:
            return reason
    return "after_cut_off" if any(day > extract.covers_to for day in _days(record)) else None


def _days(record: Record) -> Iterator[date]:
    for name, value in record.items():
        if name in LIE_AHEAD:
            continue
        if isinstance(value, datetime):
            yield value.date()
        elif isinstance(value, date):
            yield value


def _records(extract: Extract) -> list[tuple[Record, str | None]]:
    """Every kept row with the reason it belongs in quarantine, if any."""
    kept = [_record(row, extract.mapping) for row in extract.rows if _is_kept(row, extract.mapping)]
    return [(record, _reason(record, extract)) for record in kept]


def _newest(extracts: list[Extract]) -> dict[str, dict[tuple[Any, ...], list[Record]]]:
    """Good records by table and record number, their versions in the order of delivery."""
    found: dict[str, dict[tuple[Any, ...], list[Record]]] = {}
    for extract in sorted(extracts, key=lambda item: item.covers_to):
        versions = found.setdefault(extract.mapping.table, {})
        key = tables.canonical(extract.mapping.table).record_id
        seen: dict[tuple[Any, ...], Record] = {}
        for record, reason in _records(extract):
            if reason is None:
                seen[tuple(record[name] for name in key)] = record
        for number, record in seen.items():
            versions.setdefault(number, []).append(record)
    return found


def _files(folder: Path) -> dict[str, Path]:
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}


def _is_near(share: dict[str, int], planted: float) -> bool:
    error = sqrt(planted * (1 - planted) / share["out_of"])
    return abs(share["counted"] / share["out_of"] - planted) < TOLERANCE * error


def test_the_same_seed_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", cases=CASES, seed=1)
    first, second = _files(site), _files(tmp_path / "again")
    assert first.keys() == second.keys()
    assert [name for name in first if not filecmp.cmp(first[name], second[name], shallow=False)] == []


def test_another_seed_gives_other_records(site: Path, tmp_path: Path) -> None:
    generate(tmp_path / "other", cases=CASES, seed=2)
    ours, theirs = _files(site / "inbox"), _files(tmp_path / "other" / "inbox")
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if filecmp.cmp(ours[name], theirs[name], shallow=False)] == []


def test_a_workbook_does_not_say_when_it_was_made(site: Path) -> None:
    workbooks = list((site / "inbox").glob("*.xlsx"))
    assert workbooks
    for path in workbooks:
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert archive.read("docProps/core.xml").decode().count(MADE_AT) == 2


def test_a_folder_that_holds_a_site_is_left_alone(site: Path) -> None:
    before = (site / "truth.json").read_bytes()
    with pytest.raises(Refused, match="holds a site already"):
        generate(site, cases=CASES, seed=3)
    assert (site / "truth.json").read_bytes() == before


def test_too_few_cases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="too few"):
        generate(tmp_path / "tiny", cases=FEWEST_CASES - 1, seed=1)
    generate(tmp_path / "small", cases=FEWEST_CASES, seed=1)
    assert not (tmp_path / "tiny").exists()


def test_progress_rises_to_one(tmp_path: Path) -> None:
    told: list[float] = []
    generate(tmp_path / "county", cases=FEWEST_CASES, seed=1, progress=lambda _, share: told.append(share))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)


def test_the_settings_say_that_the_county_is_made_up(site: Path) -> None:
    settings = SiteFolder(site).settings()
    assert "made up" in settings.name
    assert any("made up" in caveat for caveat in settings.caveats)
    assert {item.id: item.starts_on for item in settings.interventions} == {
        "probable_cause_arrest": ARREST.change_starts_on,
        "report_every_call": REPORT_WRITTEN.change_starts_on,
    }


def test_what_a_refresh_makes_stays_out_of_version_control(site: Path) -> None:
    ignored = (site / ".gitignore").read_text(encoding="utf-8").split()
    assert ignored == ["archive/", "warehouse/", "published/", "run/", "activity.jsonl", "*.lock", "app.db"]


def test_every_heading_is_mapped_kept_by_or_ignored(extracts: list[Extract]) -> None:
    for extract in extracts:
        assert sorted(extract.headings) == sorted(extract.mapping.headings), extract.name


def test_every_table_comes_from_two_deliveries(extracts: list[Extract]) -> None:
    assert Counter(item.mapping.table for item in extracts) == {
        table.name: 2 for table in tables.CANONICAL if not table.is_totals
    }


def test_every_code_and_date_in_the_files_is_declared(extracts: list[Extract]) -> None:
    for extract in extracts:
        assert [_record(row, extract.mapping) for row in extract.rows]


def test_no_heading_names_a_worker_or_anything_private(extracts: list[Extract]) -> None:
    for extract in extracts:
        assert refused_headings(tuple(extract.headings), extract.mapping, extract.name) == []
        assert [
            heading for heading in extract.headings if re.search("name|birth|dob", heading, re.IGNORECASE)
        ] == []


def test_people_are_county_numbers_only(extracts: list[Extract]) -> None:
    for extract in extracts:
        for name, rule in extract.mapping.columns.items():
            if tables.canonical(extract.mapping.table).column(name).kind == "person":
                numbers = {_text(row, rule, extract.mapping) for row in extract.rows} - {None}
                assert [number for number in numbers if not re.fullmatch(r"P\d{7}", number or "")] == []
        assert extract.mapping.person_numbers == "county"


def test_the_parts_of_every_file_add_up_to_its_rows(extracts: list[Extract], truth: dict[str, Any]) -> None:
    told_of_totals = {name for name in truth["files"] if name.startswith(tuple(TOTALS))}
    assert {extract.name for extract in extracts} == set(truth["files"]) - told_of_totals
    for extract in extracts:
        told = truth["files"][extract.name]
        parts = told["records"] + told["further_rows"] + told["exact_repeats"] + told["not_kept"]
        assert len(extract.rows) == told["rows"] == parts + sum(told["quarantine"].values()), extract.name


def test_planted_rows_are_there_and_nothing_else_is_wrong(
    extracts: list[Extract], truth: dict[str, Any]
) -> None:
    for extract in extracts:
        reasons = Counter(reason for _, reason in _records(extract) if reason)
        assert reasons == truth["files"][extract.name]["quarantine"], extract.name
    assert sum(sum(told["quarantine"].values()) for told in truth["files"].values()) > 20


def test_exact_repeats_and_rows_not_kept_are_as_told(extracts: list[Extract], truth: dict[str, Any]) -> None:
    for extract in extracts:
        told = truth["files"][extract.name]
        distinct = {tuple(row.values()) for row in extract.rows}
        assert len(extract.rows) - len(distinct) == told["exact_repeats"] > 0
        assert sum(not _is_kept(row, extract.mapping) for row in extract.rows) == told["not_kept"]


def test_records_and_amended_records_are_as_told(extracts: list[Extract], truth: dict[str, Any]) -> None:
    newest = _newest(extracts)
    for extract in extracts:
        versions = newest[extract.mapping.table].values()
        assert len(versions) == truth["tables"][extract.mapping.table]["records"]
        if extract.covers_to == PERIOD_TO:
            changed = sum(len(found) > 1 and found[0] != found[-1] for found in versions)
            assert changed == truth["files"][extract.name]["amended"], extract.name
            # A breach has a petition and a day, and nothing that could change.
            assert changed > 0 or extract.mapping.table == "order_breaches", extract.name


def test_the_files_hold_what_truth_says_was_counted(extracts: list[Extract], truth: dict[str, Any]) -> None:
    newest = {
        table: pl.DataFrame([found[-1] for found in versions.values()], infer_schema_length=None)
        for table, versions in _newest(extracts).items()
    }
    assert counted(newest) == truth["counted"]


def test_agencies_have_the_habits_of_real_ones(site: Path, extracts: list[Extract]) -> None:
    by_table = {item.mapping.table: item for item in extracts if "08-31" in item.name}
    calls, court = by_table["calls"], by_table["dispositions"]
    assert Counter(row["CALL_NO"] for row in calls.rows).most_common(1)[0][1] >= 3
    assert {row["FIRST_ARRIVED"] for row in calls.rows} >= {"NULL"}
    assert {re.sub(r"\d", "9", row["Disposed"]) for row in court.rows} >= {
        "9999-99-99",
        "99/99/9999",
        "",
        "-",
    }
    assert len({row["Disposition"] for row in court.rows}) > 20
    premises = "".join(row["PREMISE"] for row in by_table["incidents"].rows)
    assert all(mark in premises for mark in (",", '"', "\n"))
    assert (site / "inbox" / by_table["custody"].name).read_bytes().startswith(b"\xef\xbb\xbfBOOKING")
    assert b"\x96" in (site / "inbox" / by_table["prosecutions"].name).read_bytes()


def test_bookings_referrals_and_court_cases_are_still_open(extracts: list[Extract]) -> None:
    newest = {
        table: [found[-1] for found in versions.values()] for table, versions in _newest(extracts).items()
    }
    for table, end in (
        ("custody", "released_at"),
        ("prosecutions", "decided_on"),
        ("dispositions", "disposed_on"),
    ):
        assert 0 < sum(record[end] is None for record in newest[table]) < len(newest[table]) / 2
    stays = [item for item in newest["custody"] if item["released_at"]]
    assert any(item["released_at"].date() == item["booked_at"].date() for item in stays)


def test_letters_mean_other_things_in_other_agencies(extracts: list[Extract]) -> None:
    by_table = {item.mapping.table: item.mapping.columns for item in extracts}
    assert by_table["incident_parties"]["race"].codes["B"] == "black"
    assert by_table["custody"]["release_type"].codes["B"] == "bail"
    assert by_table["incidents"]["clearance"].codes["D"] == "victim_refused"
    assert by_table["prosecutions"]["decision"].codes["D"] == "declined"


def test_a_large_court_sends_text() -> None:
    assert court_shape(LARGEST_WORKBOOK_COUNTY).kind == "xlsx"
    assert court_shape(LARGEST_WORKBOOK_COUNTY + 1).kind == "csv"


def test_about_as_many_reports_as_asked_for() -> None:
    assert MANY_CASES - 20 <= many()["incidents"].height <= MANY_CASES
    assert 1.4 < many()["calls"].height / MANY_CASES < 1.8


def test_the_number_of_reports_stays_about_level() -> None:
    quarters = many()["incidents"].group_by(pl.col("occurred_on").dt.truncate("3mo")).len()["len"]
    assert quarters.len() == 17
    assert quarters.max() / quarters.min() < 1.25  # type: ignore[operator]


@pytest.mark.parametrize(
    ("what", "when", "planted"),
    [
        ("arrest", "before", ARREST.before),
        ("arrest", "after", ARREST.after),
        ("dual_arrest", "before", ARREST.dual),
        ("dual_arrest", "after", ARREST.dual),
        ("report_written", "before", REPORT_WRITTEN.before),
        ("report_written", "after", REPORT_WRITTEN.after),
    ],
)
def test_planted_shares_come_out(what: str, when: str, planted: float) -> None:
    assert _is_near(many_counted()[what][when], planted)


@pytest.mark.parametrize(
    ("what", "planted"),
    [
        ("program_completion", PROGRAM.completed),
        ("order_service", SERVICE.in_time),
        ("breach", BREACH.orders),
    ],
)
def test_planted_shares_of_what_follows_come_out(what: str, planted: float) -> None:
    assert _is_near(many_counted()[what], planted)


def test_probation_and_program_have_the_habits_of_real_ones(extracts: list[Extract]) -> None:
    last = {item.mapping.table: item for item in extracts if item.covers_to == PERIOD_TO}
    periods, men = last["supervision"].rows, last["program_orders"].rows
    assert {row["STATUS"] for row in periods} == {"FINAL", "DRAFT"}
    assert all(row["ORDERED"].endswith(" 00:00:00.000") for row in periods)
    assert {"XFER", "TRANS OUT"} & {row["CLOSED_AS"] for row in periods}
    assert Counter(row["Court case"] for row in men).most_common(1)[0][1] > 1
    petitions = Counter(row["PETITION"] for row in last["protection_orders"].rows)
    assert petitions.most_common(1)[0][1] > 1


def test_periods_of_a_transfer_overlap(extracts: list[Extract]) -> None:
    cases: dict[str, list[Record]] = {}
    for versions in _newest(extracts)["supervision"].values():
        record = versions[-1]
        cases.setdefault(record["case_id"], []).append(record)
    overlaps = [
        first
        for periods in cases.values()
        for first in periods
        for second in periods
        if first["discharge"] == "transferred"
        and first["sentenced_on"] < second["sentenced_on"] <= first["ended_on"]
    ]
    assert overlaps


def test_some_petitions_are_crossed_by_one_against_the_other_party(extracts: list[Extract]) -> None:
    respondents = {versions[-1]["person_key"] for versions in _newest(extracts)["protection_orders"].values()}
    parties = [versions[-1] for versions in _newest(extracts)["incident_parties"].values()]
    crossed = [
        party
        for party in parties
        if party["role"] == "suspect" and {party["person_key"], party["victim_person_key"]} <= respondents
    ]
    assert crossed


def test_totals_are_totals_and_their_parts_fit_their_wholes() -> None:
    county = drawn_county(np.random.default_rng(7), CASES)
    totals = drawn_totals(np.random.default_rng(7), county)
    wide = totals["advocacy_totals"].pivot("measure", index="month", values="count")
    assert wide.height == 51
    assert wide.filter(pl.col("contacted") > pl.col("referred")).is_empty()
    assert wide.filter(
        pl.sum_horizontal("served", "partly_served", "not_served") != pl.col("contacted")
    ).is_empty()
    answers = (
        totals["feedback_totals"]
        .group_by("quarter", "question")
        .agg(pl.col("count").sum(), pl.max("invited"))
    )
    assert (answers.height, answers.filter(pl.col("count") > pl.col("invited")).height) == (17 * 4, 0)
    people = totals["population"].group_by("year", "breakdown").agg(pl.col("people").sum())
    assert people.group_by("year").agg(pl.col("people").n_unique())["people"].to_list() == [1] * 5


def test_a_stream_of_its_own_is_told_by_its_name_and_shifts_nothing() -> None:
    rng = np.random.default_rng(1)
    drawn = own_stream(rng, "a").random()
    assert drawn == own_stream(np.random.default_rng(1), "a").random()
    assert drawn != own_stream(np.random.default_rng(1), "b").random()
    assert drawn != own_stream(np.random.default_rng(2), "a").random()
    assert rng.random() == np.random.default_rng(1).random()


def test_delivery_after_the_change_is_clearly_above_half() -> None:
    present = many_counted()["arrest_of_suspects_present"]["after"]
    assert present["counted"] / present["out_of"] > 0.65


def test_black_suspects_are_charged_more_often_and_nobody_else_is() -> None:
    for race, share in many_counted()["charging"].items():
        if race not in ("unknown", "refused", "blank"):
            assert _is_near(share, CHARGING.higher if race == CHARGING.higher_for else CHARGING.others), race


def test_the_charging_ratio_comes_out() -> None:
    black, white = (many_counted()["charging"][race] for race in ("black", "white"))
    ratio = black["counted"] / black["out_of"] / (white["counted"] / white["out_of"])
    error = sqrt(sum(1 / share["counted"] - 1 / share["out_of"] for share in (black, white)))
    assert abs(log(ratio / CHARGING.ratio)) < TOLERANCE * error


def test_conviction_is_alike_for_all_races() -> None:
    for race, share in many_counted()["conviction"].items():
        assert _is_near(share, COURT.convicted), race


def test_race_is_missing_for_about_six_percent() -> None:
    race = many()["incident_parties"]["race"]
    missing = race.is_null() | race.is_in(["unknown", "refused"])
    assert _is_near({"counted": int(missing.sum()), "out_of": race.len()}, 0.06)


# lifelines calls pandas in a way that pandas 4 will refuse.
@pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0")
def test_the_hazard_ratio_of_strangulation_comes_out() -> None:
    from lifelines import CoxPHFitter

    known = rearrest_episodes(many()).filter(pl.col("strangulation").is_in(["yes", "no"]))
    rows = known.select("days", "rearrested", strangled=pl.col("strangulation") == "yes").cast(pl.Float64)
    fitted = CoxPHFitter().fit(rows.to_pandas(), "days", "rearrested")
    planted = log(REARREST.strangulation_hazard_ratio)
    assert abs(fitted.params_["strangled"] - planted) < TOLERANCE * fitted.standard_errors_["strangled"]
    assert exp(fitted.params_["strangled"]) > 1.4


def test_a_quarter_without_strangulation_is_rearrested_within_a_year() -> None:
    from lifelines import KaplanMeierFitter

    known = rearrest_episodes(many()).filter(pl.col("strangulation") == "no")
    fitted = KaplanMeierFitter().fit(known["days"].to_numpy(), known["rearrested"].to_numpy())
    error = sqrt(REARREST.share_12_months * (1 - REARREST.share_12_months) / known.height)
    # Follow-up ends early for some, so the error of the curve is larger than that of a share.
    assert abs(1 - fitted.predict(365) - REARREST.share_12_months) < TOLERANCE * 1.5 * error


def test_nobody_offends_between_an_arrest_and_the_release_from_it() -> None:
    histories = incident_histories(np.random.default_rng(5), 5_000).filter(~pl.col("of_partner"))
    free = pl.max_horizontal("arrested_at", "released_at") // MINUTES_A_DAY
    following = histories.sort("root", "sequence").with_columns(
        free_before=pl.when("arrested").then(free).shift(1).over("root")
    )
    assert following["free_before"].is_not_null().sum() > 1_000
    assert following.filter(pl.col("occurred") <= pl.col("free_before")).is_empty()


def test_a_clock_never_shows_the_hour_that_spring_skips() -> None:
    skipped = np.array([datetime(2024, 3, 10, 2, minute) for minute in (0, 30, 59)], dtype="datetime64[m]")
    shown = wall_clock(skipped.astype(np.int64))
    assert shown.to_list() == [datetime(2024, 3, 10, 3)] * 3


def test_what_lies_ahead_is_not_known_yet() -> None:
    shape = next(item for item in shapes_of(CASES) if item.table == "prosecutions")
    records = pl.DataFrame(
        {
            "referred_on": [date(2026, 8, 31), date(2026, 8, 31), date(2026, 9, 1)],
            "decided_on": [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)],
            "decision": ["charged", "charged", "charged"],
            "decline_reason": [None, None, None],
            "filed_severity": ["felony", "felony", "felony"],
            "risk_sheet_received_on": [None, None, None],
            "victim_contacted_on": [None, None, None],
        },
        schema_overrides={"risk_sheet_received_on": pl.Date, "victim_contacted_on": pl.Date},
    )
    known = known_by(records, shape, date(2026, 8, 31))
    assert known["decision"].to_list() == ["charged", None]
    assert known["decided_on"].to_list() == [date(2026, 8, 31), None]
