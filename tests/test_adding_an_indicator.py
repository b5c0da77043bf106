"""The document for adding an indicator, followed word for word, in a copy of the declarations."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"```(?P<kind>python)?\n(?P<text>.*?)```\n", re.DOTALL)
COPIED = ("metrics", "release", "warehouse", "pipelines", "expectations", "logbook", "tests", "docs")


def blocks(document: str, kind: str | None) -> list[str]:
    return [found["text"] for found in BLOCK.finditer(document) if found["kind"] == kind]


def inserted(text: str, new: str, above: str) -> str:
    assert text.count(above) == 1, above
    return text.replace(above, new + above)


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_who_follows_the_document_has_a_counted_and_documented_indicator(
    project: Path, tmp_path: Path
) -> None:
    for folder in COPIED:
        leave = shutil.ignore_patterns(
            "__pycache__", "browser", "dashboard", "real", "pipelines" if folder == "tests" else ""
        )
        shutil.copytree(project / folder, tmp_path / folder, ignore=leave)
    shutil.copy(project / "pyproject.toml", tmp_path)
    document = (project / "docs" / "adding-an-indicator.md").read_text(encoding="utf-8")
    declaration, test = blocks(document, "python")
    module = tmp_path / "metrics" / "indicators" / "calls_and_police.py"
    name = declaration.split(" = ")[0]
    assert f"and its name, `{name}`, to the end of the list `INDICATORS`" in document
    text = inserted(module.read_text(encoding="utf-8"), declaration + "\n", "INDICATORS: tuple[Indicator")
    assert text.endswith(")\n")
    module.write_text(text.removesuffix(")\n") + f"    {name},\n)\n", encoding="utf-8")
    tests = tmp_path / "tests" / "metrics" / "test_calls_and_police.py"
    tests.write_text(tests.read_text(encoding="utf-8") + "\n\n" + test, encoding="utf-8")

    command, said = blocks(document, None)[0].split("\n", 1)
    assert run(tmp_path, *command.removeprefix("$ python ").split()) == said
    assert "Children were present" in (tmp_path / "docs" / "indicators.md").read_text(encoding="utf-8")
    run(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests), "-k", "children_were_present")
    told = run(
        tmp_path,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/metrics/test_indicators.py",
        "-k",
        "children or catalogue",
    )
    assert "passed" in told
