"""Two publications side by side: which released figures are not what they were."""

from pathlib import Path
from typing import Any

from release.differences import Compared, compared
from tests.dashboard.sample import publish, tables

Tables = dict[str, list[dict[str, Any]]]


def path_of(folder: Path, content: Tables, version: int) -> Path:
    publish(folder, {"working_group": content}, version=version)
    return folder / "published" / f"working_group-{version:06d}.duckdb"


def with_rates(change: Any) -> Tables:
    content = tables(scale=0.3)
    everyone = [row for row in content["rates"] if row["breakdown"] == "none"]
    rest = [row for row in content["rates"] if row["breakdown"] != "none"]
    return {**content, "rates": [*change(everyone), *rest]}


def between(tmp_path: Path, change: Any) -> Compared:
    before = path_of(tmp_path / "before", with_rates(lambda rows: rows), 1)
    return compared(before, path_of(tmp_path / "now", with_rates(change), 2))


def test_the_same_figures_differ_nowhere(tmp_path: Path) -> None:
    found = between(tmp_path, lambda rows: rows)
    assert found.different == 0
    assert found.listed == ()
    assert found.same > 100


def test_a_changed_percent_and_a_changed_band_are_told_with_both_sides(tmp_path: Path) -> None:
    shown = next(at for at, row in enumerate(with_rates(list)["rates"]) if row["percent"] is not None)

    def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rows[shown] = rows[shown] | {"percent": 99}
        return rows

    found = between(tmp_path, change).listed
    assert [item.kind for item in found] == ["changed"]
    assert "about 99 %" in str(found[0].now)
    assert found[0].before != found[0].now


def test_a_figure_that_came_or_went_is_no_zero(tmp_path: Path) -> None:
    found = between(tmp_path, lambda rows: rows[1:]).listed
    assert [(item.kind, item.now) for item in found] == [("gone", None)]


def test_a_first_publication_is_all_new(tmp_path: Path) -> None:
    found = compared(None, path_of(tmp_path, with_rates(list), 1))
    assert {item.kind for item in found.listed} == {"new"}
    assert found.same == 0
