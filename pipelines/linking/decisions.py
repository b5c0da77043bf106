"""What the data steward decided of doubtful links, remembered in `linking/decisions.csv`."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

from pipelines.problems import Problem, Refused
from warehouse.versions import UNFINISHED, sync

Decided = Literal["accept", "reject"]
WORDS: tuple[Decided, ...] = ("accept", "reject")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Two pseudonyms, key_a < key_b, that are one person (accept) or two (reject); by whom and when."""

    key_a: str
    key_b: str
    decision: Decided
    decided_by: str
    decided_at: str

    @property
    def pair(self) -> tuple[str, str]:
        return self.key_a, self.key_b


def read_decisions(path: Path) -> list[Decision]:
    """The decision in force for each pair, in the order of pairs. Raises Refused when the file is damaged."""
    if not path.exists():
        return []
    found: dict[tuple[str, str], Decision] = {}
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        for line, row in enumerate(rows, 2):
            decision = _decision(row)
            if decision is None:
                raise Refused([_damaged(path, f"line {line}")])
            found[decision.pair] = decision
    except (UnicodeDecodeError, csv.Error):
        raise Refused([_damaged(path, "")]) from None
    return [found[pair] for pair in sorted(found)]


def write_decisions(path: Path, decisions: list[Decision]) -> None:
    """Write all decisions anew, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.write_text(as_text(decisions), encoding="utf-8", newline="\n")
    sync(unfinished)
    unfinished.replace(path)


def as_text(decisions: Iterable[Decision]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in fields(Decision)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(decision) for decision in decisions)
    return text.getvalue()


def translated(decisions: list[Decision], new_key_of: Mapping[str, str]) -> list[Decision]:
    """The decisions under other pseudonyms, in the order of pairs.

    Pairs that no file speaks of any more are left out.
    """
    found = []
    for item in decisions:
        if item.key_a in new_key_of and item.key_b in new_key_of:
            key_a, key_b = sorted((new_key_of[item.key_a], new_key_of[item.key_b]))
            found.append(Decision(**{**asdict(item), "key_a": key_a, "key_b": key_b}))
    return sorted(found, key=lambda item: item.pair)


def _decision(row: dict[str, str]) -> Decision | None:
    names = [column.name for column in fields(Decision)]
    if set(row) != set(names) or any(row[name] is None for name in names):
        return None
    decided = next((word for word in WORDS if word == row["decision"]), None)
    if decided is None or not row["key_a"] < row["key_b"]:
        return None
    return Decision(**{**row, "decision": decided})  # type: ignore[arg-type]


def _damaged(path: Path, where: str) -> Problem:
    what = "this is not a list of decisions about links."
    remedy = (
        "Put back a copy of the file, or take the line away; the links it speaks of are then doubtful again."
    )
    return Problem(file=path.name, where=where, what=what, remedy=remedy)
