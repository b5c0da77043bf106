"""Great Expectations on our own connection: it sees temporary tables and hands over the failing rows."""

import json
import re
from pathlib import Path

import pytest

from pipelines.checks import ACROSS, SUITES, _with_deliveries, check, check_across
from pipelines.row_rules import counting
from pipelines.staging import nothing_received, received_name
from warehouse.engine import DuckEngine
from warehouse.tables import CANONICAL


def received() -> DuckEngine:
    engine = DuckEngine()
    engine.run("""
        create temp table calls_received as
        select 1 as delivery_number, i + 2 as line_number, case when i < 300 then null else 'C' || i end as call_id,
               timestamp '2026-09-01 10:00:00' as received_at, timestamp '2026-09-01 10:05:00' as first_arrived_at,
               'domestic' as final_type, date '2026-09-30' as covers_to
        from range(1000) as t(i)""")
    return engine


def test_every_failing_row_is_found_not_only_the_first_twenty() -> None:
    with received() as engine:
        results = {result.rule: result for result in check(engine, {"calls": "calls_received"})}
        broken = results["call_id_present"]
        assert broken.rows == 300
        found = engine.rows(f"select count(*), max(line_number) from ({broken.failing_rows_sql})")
        assert found == [(300, 301)]
        assert [result.rule for result in results.values() if result.rows] == ["call_id_present"]


@pytest.mark.parametrize(
    ("arrived", "rows"), [("2026-10-01 00:04:00", 0), ("2026-10-01 23:59:00", 0), ("2026-10-02 00:00:00", 1)]
)
def test_help_may_arrive_after_the_last_midnight_of_a_file_and_no_later(arrived: str, rows: int) -> None:
    with received() as engine:
        engine.run(f"""
            create temp view late as select * replace (timestamp '{arrived}' as first_arrived_at,
                timestamp '2026-09-30 23:58:00' as received_at) from calls_received where line_number = 1000""")
        results = {result.rule: result.rows for result in check(engine, {"calls": "late"})}
        assert results["other_dates_plausible"] == rows
        assert results["received_at_not_after_cut_off"] == 0


def test_after_the_checks_the_connection_can_be_used_as_before() -> None:
    with received() as engine:
        for _ in range(2):
            check(engine, {"calls": "calls_received"})
            engine.run("create or replace temp table after_checks as select 1 as a")
            assert engine.value("select a from after_checks") == 1


def test_two_outcomes_of_one_case_in_one_file_are_told() -> None:
    with DuckEngine() as engine:
        engine.run("""
            create temp table dispositions_received as
            select 1 as delivery_number, line_number, 'K1' as case_id, 'P1' as person_key, disposition,
                   false as is_charge, date '2026-01-01' as filed_on, date '2026-02-01' as disposed_on,
                   cast(null as date) as sentenced_on, date '2026-09-30' as covers_to
            from (values (2, 'convicted'), (3, 'dismissed')) as t(line_number, disposition)""")
        results = {
            result.rule: result.rows for result in check(engine, {"dispositions": "dispositions_received"})
        }
    assert results.pop("one_outcome_per_record") == 2
    assert set(results.values()) == {0}


def test_a_rule_that_cannot_run_stops_the_refresh() -> None:
    with received() as engine:
        engine.run(
            "create temp view without_arrivals as select * exclude (first_arrived_at) from calls_received"
        )
        with pytest.raises(RuntimeError, match=r"Rule not checked \[arrival_after_call of calls\]"):
            check(engine, {"calls": "without_arrivals"})


def test_the_rules_of_all_tables_are_checked_each_on_its_own_and_told_in_order() -> None:
    with received() as engine:
        engine.run("""
            create temp table order_breaches_received as
            select 4 as delivery_number, line_number, petition_id, date '2026-08-01' as breached_on,
                   date '2026-09-30' as covers_to
            from (values (2, 'P1'), (3, null), (4, null)) as t(line_number, petition_id)""")
        relations = {"order_breaches": "order_breaches_received", "calls": "calls_received"}
        results = check(engine, relations)
    assert [result.table for result in results] == sorted([r.table for r in results], reverse=True)
    broken = {
        result.rule: (result.table, result.rows, result.by_delivery) for result in results if result.rows
    }
    assert broken == {
        "record_complete": ("order_breaches", 2, ((4, 2),)),
        "call_id_present": ("calls", 300, ((1, 300),)),
    }


def test_rows_that_broke_a_rule_are_told_by_delivery_and_kept_for_setting_aside() -> None:
    with received() as engine:
        engine.run("""
            create temp view twice as
            from calls_received union all
            select * replace (2 as delivery_number) from calls_received where line_number < 12""")
        results = {result.rule: result for result in check(engine, {"calls": "twice"})}
        assert results["call_id_present"].by_delivery == ((1, 300), (2, 10))
        kept = engine.rows("select distinct table_name, rule, count(*) from broken_rows group by all")
    assert kept == [("calls", "call_id_present", 310)]


def test_rows_that_were_counted_and_are_not_found_again_stop_the_refresh() -> None:
    with received() as engine:
        result = next(r for r in check(engine, {"calls": "calls_received"}) if r.rows)
        engine.run("delete from calls_received where line_number = 2")
        with pytest.raises(AssertionError, match=r"Rows not found again \[call_id_present of calls\]"):
            _with_deliveries(engine, [result])


def test_a_rule_of_a_kind_that_is_not_run_is_refused() -> None:
    with pytest.raises(ValueError, match=r"No such kind of rule \[expect_column_values_to_be_unique\]"):
        counting({"type": "expect_column_values_to_be_unique", "kwargs": {"column": "call_id"}}, "calls")


@pytest.mark.parametrize("name", [*(table.name for table in CANONICAL), ACROSS])
def test_every_canonical_table_has_a_suite_whose_rules_speak_plainly(name: str) -> None:
    suite = json.loads((SUITES / f"{name}.json").read_text())
    assert suite["name"] == name
    ids = [rule["meta"]["id"] for rule in suite["expectations"]]
    assert len(ids) == len(set(ids))
    for rule in suite["expectations"]:
        assert rule["severity"] in ("critical", "warning", "info")
        assert rule["meta"]["words"]
        assert rule["meta"]["remedy"].endswith(".")


def test_a_suite_exists_for_nothing_else() -> None:
    assert {path.stem for path in Path(SUITES).glob("*.json")} == {ACROSS} | {
        table.name for table in CANONICAL
    }


def test_rules_across_tables_set_nothing_aside_and_name_the_tables_they_need() -> None:
    for rule in json.loads((SUITES / f"{ACROSS}.json").read_text())["expectations"]:
        assert rule["severity"] in ("warning", "info")
        used = {table.name for table in CANONICAL if re.search(rf"\b{table.name}\b", str(rule["kwargs"]))}
        assert used | {rule["meta"]["table"]} == set(rule["meta"]["needs"])


def test_every_rule_can_run_on_tables_without_rows() -> None:
    with DuckEngine() as engine:
        for table in CANONICAL:
            engine.run(f"create temp view {received_name(table.name)} as {nothing_received(table)}")
            engine.run(f"create temp view {table.name} as from {received_name(table.name)}")
        names = {table.name: received_name(table.name) for table in CANONICAL}
        results = [*check(engine, names), *check_across(engine, set(names))]
    rules = [
        rule
        for path in Path(SUITES).glob("*.json")
        for rule in json.loads(path.read_text(encoding="utf-8"))["expectations"]
    ]
    assert len(results) == len(rules)
    assert {result.rows for result in results} == {0}


def test_rules_across_tables_wait_for_the_tables_they_need() -> None:
    with DuckEngine() as engine:
        assert check_across(engine, {"calls", "prosecutions", "program_orders"}) == []
