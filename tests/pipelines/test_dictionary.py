"""The data dictionary is what the declarations say, and the declarations are whole."""

import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path

import pytest

from metrics.indicators import CATALOGUE
from metrics.limits import LIMITS
from pipelines.dictionary import DOCUMENT, INDICATORS, PICTURE, documents, write
from pipelines.refresh import refresh
from tests.pipelines.linking.test_identity import linked_site
from tests.sites import open_warehouse
from tests.small_sites import small_site
from warehouse import tables
from warehouse.bookkeeping import BOOKKEEPING
from warehouse.derived import DERIVED

DECLARED = (*tables.CANONICAL, *(derived.table for derived in DERIVED))


@pytest.mark.parametrize("path", [DOCUMENT, PICTURE, INDICATORS])
def test_the_dictionary_in_the_project_is_the_one_its_command_writes(project: Path, path: Path) -> None:
    assert (project / path).read_text(encoding="utf-8") == documents()[path], (
        "run: python -m pipelines dictionary"
    )


def test_a_stale_dictionary_is_written_anew_and_a_fresh_one_left_alone(tmp_path: Path) -> None:
    assert write(tmp_path) == [DOCUMENT, PICTURE, INDICATORS]
    assert write(tmp_path) == []
    (tmp_path / DOCUMENT).write_text("stale", encoding="utf-8")
    assert write(tmp_path) == [DOCUMENT]


def test_every_table_column_and_code_is_in_it() -> None:
    text = documents()[DOCUMENT]
    for table in DECLARED:
        section = text.split(f"### {table.name}\n")[1].split("\n###")[0]
        for column in table.columns:
            assert f"| `{column.name}` |" in section, (table.name, column.name)
            assert all(f"`{code}` " in section for code in column.codes), (table.name, column.name)


def test_every_table_of_bookkeeping_is_in_it_with_its_columns() -> None:
    text = documents()[DOCUMENT]
    for kept in BOOKKEEPING:
        section = text.split(f"### {kept.name}\n")[1].split("\n###")[0]
        assert [name for name in kept.columns if f"| `{name.name}` |" not in section] == [], kept.name
        assert all(column.meaning for column in kept.columns), kept.name


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_warehouse_holds_the_declared_tables_and_columns_of_bookkeeping_and_no_other(
    is_linked: bool, tmp_path: Path, now: datetime
) -> None:
    site = linked_site(tmp_path / "s") if is_linked else small_site(tmp_path / "s")
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        found = engine.rows(
            "select table_name, column_name, data_type from duckdb_columns() where not internal"
        )
        tables_made = {name for (name,) in engine.rows("select table_name from duckdb_tables()")}
    assert tables_made - {table.name for table in tables.CANONICAL} == {
        kept.name for kept in BOOKKEEPING if is_linked or not kept.only_linked
    }
    for kept in BOOKKEEPING:
        if kept.name in tables_made:
            made = {
                column: kind.replace("INTEGER", "BIGINT")
                for table, column, kind in found
                if table == kept.name
            }
            assert made == {column.name: column.sql_type for column in kept.columns} | {
                column.name: "BOOLEAN" for column in kept.columns if column.kind == "yes_no"
            }, kept.name


def test_every_indicator_and_every_limit_is_in_the_list_of_indicators() -> None:
    text = documents()[INDICATORS]
    for indicator in CATALOGUE:
        section = text.split(f'<a id="{indicator.id}"></a>')[1].split("\n###")[0]
        assert f"- `{indicator.id}`, {indicator.direction}; {indicator.principle}" in section
        assert all(caveat in section for caveat in indicator.caveats), indicator.id
        assert "{limit}" not in section, indicator.id
    assert all(f"| `{name}` |" in text for name in LIMITS)


def test_every_code_column_of_a_canonical_table_says_what_its_codes_mean() -> None:
    for table in tables.CANONICAL:
        for column in table.columns:
            assert (column.kind == "code") == bool(column.codes), (table.name, column.name)
            assert all(column.codes.values()), (table.name, column.name)


def test_what_a_column_refers_to_is_told_by_that_columns_name() -> None:
    for table in tables.CANONICAL:
        for column in table.columns:
            if column.refers_to:
                assert column.name in tables.canonical(column.refers_to).record_id, (table.name, column.name)


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.name)
def test_a_table_names_columns_it_has(table: tables.Table) -> None:
    assert len(set(table.column_names)) == len(table.column_names)
    assert {*table.record_id, *([table.day] if table.day else [])} <= set(table.column_names)


def test_confidential_tables_are_totals_and_hold_nobody() -> None:
    totals = [table for table in tables.CANONICAL if table.is_totals]
    assert {table.name for table in totals} == {"advocacy_totals", "feedback_totals", "population"}
    assert all(column.kind != "person" for table in totals for column in table.columns)
    assert {table.name for table in tables.CANONICAL if table.is_confidential} == {
        "advocacy_totals",
        "feedback_totals",
    }


def test_the_picture_draws_every_canonical_table() -> None:
    root = ET.fromstring(documents()[PICTURE])  # noqa: S314 - our own text
    drawn = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {table.name for table in tables.CANONICAL} <= drawn
