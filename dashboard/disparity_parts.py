"""What stands behind the first chart of the disparity page: one heading each, one open at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from charts.waterfall import waterfall_figure
from dashboard import disparity_words, filters, html, results, show, words
from dashboard.answers import disparity_behind as tables
from dashboard.answers import disparity_layers as layers
from dashboard.filters import View
from dashboard.session import Reader

Row = dict[str, Any]
TABS = ("Where the gap enters", "Both sides", "Like cases", "Not known", "After a change", "Per resident")


@dataclass(frozen=True)
class Chosen:
    """What the reader looks at: the rows are those of the published disparity."""

    reader: Reader
    view: View
    point: str
    breakdown: str
    rows: Sequence[Row]

    @property
    def counted(self) -> str:
        return disparity_words.decision_point(self.point).counted

    @property
    def place(self) -> str:
        return f"{words.district(self.view.district).lower()}, {words.period(self.view.period).lower()}"

    def published(self, table: str, **equals: str) -> list[Row]:
        return results.rows(self.reader, table, breakdown=self.breakdown, **equals)

    def numbers(self, table: html.Table, name: str, otherwise: str) -> None:
        """A small table on the page itself, and as a file."""
        show.small_table(
            table, otherwise, name=f"{name}_{self.point}_{self.breakdown}", notes=results.notes(self.reader)
        )


def behind(chosen: Chosen) -> None:
    """The second layer: each part says its finding in a sentence, then shows its numbers."""
    parts = (_where, _both_sides, _case_mix, _unknown, _gaps, _residents)
    for tab, part in zip(st.tabs(TABS), parts, strict=True):
        with tab:
            part(chosen)


def _where(chosen: Chosen) -> None:
    rows = chosen.published("ladder", district=chosen.view.district, period=chosen.view.period)
    ways = layers.ways(rows)
    missing = layers.too_small(rows, chosen.breakdown)
    if not ways:
        show.text(missing or layers.NO_WAY)
        return
    group = filters.group(chosen.breakdown, list(ways))
    reference = results.facts(chosen.reader).get(f"reference_{chosen.breakdown}", "")
    sentence = layers.way(ways[group], chosen.breakdown, reference)
    show.text(sentence)
    names = {
        row["decision_point"]: disparity_words.decision_point(row["decision_point"]).name
        for row in ways[group]
    }
    base = words.group(chosen.breakdown, reference)
    show.chart(
        waterfall_figure(ways[group], names, base, chosen.view.look),
        waterfall_figure(ways[group], names, base, chosen.view.narrow_look, narrow=True),
        alt=sentence,
        key="waterfall",
    )
    show.note(f"{layers.EACH_STEP} {missing}")


def _both_sides(chosen: Chosen) -> None:
    show.text(layers.rarer_side(chosen.rows, chosen.counted))
    table = tables.both_sides(chosen.rows, chosen.breakdown, chosen.counted, chosen.place)
    chosen.numbers(table, "both_sides", "")


def _case_mix(chosen: Chosen) -> None:
    rows = chosen.published("case_mix", decision_point=chosen.point)
    if not rows:
        show.text(layers.NO_MIX)
        return
    show.text(layers.simpson(rows, chosen.breakdown))
    chosen.numbers(tables.case_mix(rows, chosen.breakdown, layers.WHOLE), "like_cases", layers.NO_MIX)
    show.note(layers.HIDES)


def _unknown(chosen: Chosen) -> None:
    shares = chosen.published("unknown_groups")
    show.text(layers.unknown(chosen.rows, shares, chosen.breakdown))
    chosen.numbers(tables.bounds(chosen.rows, chosen.breakdown, chosen.place), "not_known", "")


def _gaps(chosen: Chosen) -> None:
    rows = chosen.published("gap_changes", decision_point=chosen.point)
    if not rows:
        show.text(layers.NO_CHANGES)
        return
    titles = {row["intervention"]: row["title"] for row in results.rows(chosen.reader, "interventions")}
    show.text(layers.gaps(rows, chosen.breakdown))
    table = tables.gap_table(rows, titles, chosen.breakdown, layers.SPANS)
    chosen.numbers(table, "gaps", layers.NO_CHANGES)
    show.note(words.AFTER_NOT_BECAUSE)


def _residents(chosen: Chosen) -> None:
    rows = chosen.published("population_rates", period=chosen.view.period)
    table = tables.residents(
        rows, chosen.breakdown, f"all districts, {words.period(chosen.view.period).lower()}"
    )
    show.text(layers.RATE_INDEX)
    chosen.numbers(table, "per_resident", layers.NO_RESIDENTS)
