"""The only door between the dashboard and the data opens the role's own, sound file, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from release.reading import NothingPublished, Publication, UnknownRole, open_publication
from tests.dashboard.sample import publish, tables


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = {role: tables(role, scale=0.2) for role in ("working_group", "funder")}
    return publish(tmp_path_factory.mktemp("site"), content)


@pytest.fixture
def publication(site: Path) -> Publication:
    return open_publication(site, "working_group")


def point_to(site: Path, **entry: Any) -> None:
    """Change what the pointer says of the working group's file."""
    path = site / "published" / "current.json"
    pointer = json.loads(path.read_text(encoding="utf-8"))
    pointer["files"]["working_group"] |= entry
    path.write_text(json.dumps(pointer), encoding="utf-8")


def test_a_role_opens_its_own_file(site: Path) -> None:
    for role in ("working_group", "funder"):
        [row] = open_publication(site, role).table("about", fact="role")
        assert row["words"] == role


def test_an_unknown_role_opens_nothing(site: Path) -> None:
    with pytest.raises(UnknownRole):
        open_publication(site, "data_steward")


def test_rows_come_in_the_order_they_were_written(publication: Publication) -> None:
    places = [row["place"] for row in publication.table("flow", district="all", period="whole")]
    assert (
        places
        == [row["place"] for row in tables(scale=0.2)["flow"] if row["district"] == "all"][: len(places)]
    )


@pytest.mark.parametrize("name", ["journeys", "flow; drop table flow", "duckdb_tables()", ""])
def test_a_table_that_is_not_declared_is_refused(name: str, publication: Publication) -> None:
    with pytest.raises(KeyError, match="No such published table"):
        publication.table(name)


@pytest.mark.parametrize("column", ["nothing", "1=1 or district", 'district" or "1'])
def test_a_column_that_is_not_declared_is_refused(column: str, publication: Publication) -> None:
    with pytest.raises(KeyError, match="No such column"):
        publication.table("flow", **{column: "all"})


@pytest.mark.parametrize("value", ["all' or '1'='1", '" or 1=1 --', "%"])
def test_a_value_is_compared_and_never_run(value: str, publication: Publication) -> None:
    assert publication.table("flow", district=value) == []


def test_without_a_publication_there_is_nothing_yet(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished) as refusal:
        open_publication(tmp_path, "working_group")
    assert refusal.value.reason == "nothing_yet"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"version": 1}'])
def test_a_broken_pointer_is_damage(text: str, tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "current.json").write_text(text, encoding="utf-8")
    with pytest.raises(NothingPublished) as refusal:
        open_publication(tmp_path, "working_group")
    assert refusal.value.reason == "damaged"


@pytest.mark.parametrize(
    "entry",
    [
        {"sha256": "0" * 64},
        {"name": "funder-000012.duckdb"},
        {"name": "../../warehouse/ccr-000012.duckdb"},
        {"name": "working_group-000099.duckdb"},
        {"name": None},
    ],
)
def test_a_file_that_is_not_the_one_published_is_not_read(entry: dict[str, Any], tmp_path: Path) -> None:
    site = publish(tmp_path, {role: tables(role, scale=0.05) for role in ("working_group", "funder")})
    point_to(site, **entry)
    with pytest.raises(NothingPublished) as refusal:
        open_publication(site, "working_group")
    assert refusal.value.reason == "damaged"
