"""The import rule: each part of the house may use only what lies on its way. Change it with a decision record."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

MAY_IMPORT = {
    "app": {"pages", "dashboard"},
    "pages": {"dashboard", "charts"},
    "dashboard": {
        "dashboard",
        "charts",
        "casebook",
        "release.reading",
        "release.schema",
        "release.spreadsheets",
    },
    "charts": {"charts"},
    "metrics": {"metrics"},
    "warehouse": {"warehouse"},
    "release": {"release", "metrics", "warehouse"},
    "pipelines": {"pipelines", "release", "metrics", "warehouse"},
}
OURS = {*MAY_IMPORT, "casebook", "tests"}
ONLY_IMPORTER = {
    "duckdb": {"warehouse"},
    "great_expectations": {"pipelines"},
    "splink": {"pipelines"},
    "streamlit": {"app", "pages", "dashboard"},
    "plotly": {"charts", "dashboard"},
}


def modules(project: Path) -> list[tuple[str, Path]]:
    found = [("app", project / "app.py")]
    for part in MAY_IMPORT:
        found += [(part, path) for path in sorted((project / part).rglob("*.py"))]
    return found


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_allowed(name: str, allowed: set[str]) -> bool:
    return any(name == way or name.startswith(way + ".") for way in allowed)


def test_each_part_imports_only_what_lies_on_its_way(project: Path) -> None:
    wrong = [
        f"{path.relative_to(project)} imports {name}"
        for part, path in modules(project)
        for name in sorted(imports(path))
        if name.split(".")[0] in OURS and not is_allowed(name, MAY_IMPORT[part])
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(ONLY_IMPORTER))
def test_a_library_is_imported_by_its_own_part_only(project: Path, library: str) -> None:
    wrong = [
        f"{path.relative_to(project)} imports {name}"
        for part, path in modules(project)
        for name in sorted(imports(path))
        if name.split(".")[0] == library and part not in ONLY_IMPORTER[library]
    ]
    assert wrong == []


def test_metrics_read_no_files_and_no_clock(project: Path) -> None:
    forbidden = {"pathlib", "os", "io", "time", "sqlite3", "requests"}
    wrong = [
        f"{path.relative_to(project)} imports {name}"
        for path in sorted((project / "metrics").rglob("*.py"))
        for name in sorted(imports(path))
        if name.split(".")[0] in forbidden
    ]
    assert wrong == []


def test_no_function_reads_the_clock_below_the_commands(project: Path) -> None:
    wrong = []
    for _, path in modules(project):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in ("today", "now", "utcnow"):
                wrong.append(f"{path.relative_to(project)}:{node.lineno}")
    allowed = {"pipelines/__main__.py", "pipelines/benchmark.py", "app.py"}
    assert [place for place in wrong if place.split(":")[0] not in allowed] == []


def test_importing_the_dashboard_loads_no_statistics_and_no_checks(project: Path) -> None:
    code = (
        "import sys, dashboard.results, pages.home, pages.case_flow, pages.interventions, pages.disparity, "
        "pages.recidivism, pages.timeliness, pages.data_steward; "
        "print(sorted({'great_expectations', 'lifelines', 'statsmodels', 'splink'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_pages_are_short_and_define_one_entry_function(project: Path) -> None:
    for path in sorted((project / "pages").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
        assert len(functions) == 1, path.name
        assert len(text.splitlines()) <= 60, path.name
