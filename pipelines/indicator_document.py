"""docs/indicators.md: the catalogue of indicators, written from their declarations."""

from collections.abc import Iterable
from types import ModuleType

from metrics.declarations import Count, DaysBetween, Indicator, Measure, Rate, Tabled, TimeToEvent, Total
from metrics.indicators import (
    CATALOGUE,
    calls_and_police,
    court,
    data_quality,
    jail,
    prosecution,
    repeat_violence,
    supervision_and_program,
    victims_and_orders,
)
from metrics.limits import LIMITS
from release.senders import fields, needs, senders, uses

HEAD = """\
# Indicators

Written by `python -m pipelines dictionary` from `metrics/indicators/`; do not edit it by hand. How to add one:
[adding an indicator](adding-an-indicator.md).

Every share is released as a band and a whole percent, under the conditions of [the decisions](decisions), for months or
quarters, years and the whole; by district; and, county-wide by year, by each attribute its table has. An indicator
whose agency sent nothing, or never filled a field it needs, is not counted, and the catalogue page says so.

**Direction**: up or down is what is intended; context carries no verdict. **Bold** names are the ones a site begins
with. ⚖ marks the harms to watch. Shares counted from records stand beside every change unless its settings name
others; totals, such as what victims say, have no records to set side by side before and since it, and are read beside.
"""
LIMITS_HEAD = """\
## Limits

A site that has agreed on another limit writes it in `site.toml`, such as

```
[limits]
order_service = 3
```

The last day of a limit still counts. A name that is not in this list is refused.

| name | default | what it limits |
|---|---|---|"""
FAMILIES: tuple[ModuleType, ...] = (
    calls_and_police,
    jail,
    prosecution,
    court,
    supervision_and_program,
    victims_and_orders,
    repeat_violence,
    data_quality,
)


def document() -> str:
    """The whole document."""
    parts = [HEAD, _overview(CATALOGUE)]
    for family in FAMILIES:
        title = str(family.__doc__).split("\n", maxsplit=1)[0].rstrip(".")
        parts.append(f"## {title}")
        parts.extend(_indicator(indicator) for indicator in family.INDICATORS)
    rows = [f"| `{name}` | {limit.default} {limit.unit} | {limit.words} |" for name, limit in LIMITS.items()]
    parts.append("\n".join([LIMITS_HEAD, *rows]))
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _overview(indicators: Iterable[Indicator]) -> str:
    rows = ["| indicator | direction | principle | to whom | needs |", "|---|---|---|---|---|"]
    for item in indicators:
        name = f"**{item.label}**" if item.is_core else item.label
        mark = " ⚖" if item.is_balancing else ""
        sent = senders((*needs(item), *uses(item)))
        rows.append(
            f"| [{name}](#{item.id}){mark} | {item.direction} | {item.principle} | {item.accountability} | {sent} |"
        )
    return "\n".join(rows)


def _indicator(item: Indicator) -> str:
    limit = _limit(item)
    part = f" Part of [{item.part_of}](#{item.part_of})." if item.part_of in _ids() else ""
    lines = [
        f'### <a id="{item.id}"></a>{_written(item.label, limit)}',
        f"{_written(item.question, limit)}{part}",
        f"- `{item.id}`, {item.direction}; {item.principle}; accountability: {item.accountability}",
        f"- counted: {_written(item.counted, limit)}",
    ]
    if item.out_of:
        lines.append(f"- out of: {_written(item.out_of, limit)} (one case is {_with_article(item.unit)})")
    lines += [f"- {line}" for line in _how(item)]
    if isinstance(item, Rate) and item.outcome_days:
        lines.append(f"- a change is judged by months that are at least {item.outcome_days} days old")
    if told := fields(item):
        lines.append(f"- only where filled at all: {', '.join(f'`{name}`' for name in told)}")
    lines += [f"- careful: {caveat}" for caveat in item.caveats]
    lines.append(f"- source: {item.source}; reviewed {item.reviewed_on}")
    head, question, *rest = lines
    return f"{head}\n\n{question}\n\n" + "\n".join(rest)


def _how(item: Indicator) -> list[str]:
    """The expressions it is counted by."""
    if isinstance(item, Rate | Count):
        return _of_measure(item.measure)
    if isinstance(item, TimeToEvent):
        start = f"rows of `{item.rows}` by `{item.start_day}`, in {item.unit_of_time}"
        limit = [f"the longest wait of the standard: the limit `{item.limit}`"] if item.limit else []
        rare = ["longer from one to the next is intended"] if isinstance(item, DaysBetween) else []
        return [*rare, start, f"until: `{_flat(item.event)}`", f"days: `{_flat(item.days)}`", *limit]
    if isinstance(item, Total):
        whole = [f"out of: `{_flat(item.whole)}`"] if item.whole else []
        return [f"totals of `{item.rows}` by `{item.day}`", f"part: `{_flat(item.part)}`", *whole]
    return [f"published table `{item.table}`"] if isinstance(item, Tabled) else []


def _of_measure(measure: Measure) -> list[str]:
    return [
        f"rows of `{measure.rows}` by `{measure.day}`",
        f"denominator: `{_flat(measure.denominator)}`",
        f"numerator: `{_flat(measure.numerator)}`",
        *([f"left out as not known: `{_flat(measure.unknown)}`"] if measure.unknown else []),
    ]


def _limit(item: Indicator) -> str:
    name = item.measure.limit if isinstance(item, Rate | Count) else ""
    return str(LIMITS[name].default) if name else "{limit}"


def _written(text: str, limit: str) -> str:
    return text.replace("{limit}", limit)


def _flat(expression: str) -> str:
    return " ".join(expression.split())


def _ids() -> set[str]:
    return {item.id for item in CATALOGUE}


def _with_article(unit: str) -> str:
    return f"{'an' if unit[0] in 'aeio' else 'a'} {unit}"
