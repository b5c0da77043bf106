"""The document for adding an agency, followed word for word: what it says happens."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.__main__ import main

BLOCK = re.compile(r"(?:`(?P<path>practice/[^`]+)`\n\n)?```\n(?P<text>.*?)```\n", re.DOTALL)
COMMAND = "$ python -m pipelines "


def blocks(document: str) -> Iterator[tuple[str | None, str]]:
    """Every block of the example in order, with the path written above it, if one is."""
    start, end = document.index("## A small example"), document.index("## What stands in a mapping")
    for found in BLOCK.finditer(document[start:end]):
        yield found["path"], found["text"]


def changed(text: str, change: str) -> str:
    """The text after a block of lines that were (-) and are now (+)."""
    lines = change.splitlines()
    for old, new in zip(lines[::2], lines[1::2], strict=True):
        assert (old[0], new[0]) == ("-", "+")
        assert text.count(old[1:] + "\n") == 1, old
        text = text.replace(old[1:], new[1:])
    return text


def unspaced(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_a_steward_who_follows_the_document_sees_what_it_shows(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    mapping = Path("practice/extracts/jail.toml")
    followed = []
    for path, text in blocks((project / "docs" / "adding-an-agency.md").read_text(encoding="utf-8")):
        if path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(text, encoding="utf-8")
        elif text.startswith(COMMAND):
            command, _, shown = text.partition("\n")
            arguments = shlex.split(command.removeprefix(COMMAND))
            assert main(arguments) == 0, capsys.readouterr()
            assert unspaced(capsys.readouterr().out) == unspaced(shown)
            followed.append(arguments[0])
        elif text.startswith("-"):
            mapping.write_text(changed(mapping.read_text(encoding="utf-8"), text), encoding="utf-8")
        else:
            assert unspaced(mapping.read_text(encoding="utf-8")) == unspaced(text)
    assert followed == ["draft", "preview", "check"]
    assert main(["refresh", "--site", "practice", "--quiet"]) == 0
