"""What many counties say together: how often intervals hold the truth, and how often verdicts are right."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from metrics.rates import share
from pipelines.planted.quantities import ARREST_CHANGE, QUANTITIES, REPORT_CHANGE, Quantity
from pipelines.planted.trials import AS_INTENDED, Trial

COVERAGE = (0.93, 0.97)
MOST_FALSE = 0.05
POWER_OFF_BY = 0.05
ROUNDING = 1e-9


@dataclass(frozen=True)
class Line:
    """One line of the table; is_met None: nothing is wanted of it alone."""

    what: str
    measured: str
    wanted: str
    is_met: bool | None


def lines(trials: Sequence[Trial]) -> list[Line]:
    """The table, in order: coverage of each quantity and of all, false and right verdicts, power."""
    every = [held for quantity in QUANTITIES for held in _held(trials, quantity)]
    return [
        *(_coverage(f"held: {quantity.words}", _held(trials, quantity)) for quantity in QUANTITIES),
        _coverage("held: all together", every, is_wanted=True),
        _false_verdicts(trials),
        *_wrong_way(trials),
        *_power(trials),
    ]


def table_of(measured: Sequence[Line], heading: str) -> str:
    """The lines as a Markdown table."""
    met = {True: "yes", False: "NO", None: ""}
    rows = [f"| {line.what} | {line.measured} | {line.wanted} | {met[line.is_met]} |" for line in measured]
    return "\n".join([f"| {heading} | measured | wanted | met |", "|---|---|---|---|", *rows])


def _held(trials: Sequence[Trial], quantity: Quantity) -> list[bool]:
    """Whether each county's 95 % interval holds the truth, where the county could tell."""
    found = [trial.estimates[quantity.id] for trial in trials]
    return [estimate.low <= quantity.truth <= estimate.high for estimate in found if estimate]


def _coverage(what: str, held: Sequence[bool], *, is_wanted: bool = False) -> Line:
    low, high = COVERAGE
    wanted = f"{low:.2f} to {high:.2f}" if is_wanted else f"brackets that reach {low:.2f} to {high:.2f}"
    rate = share(sum(held), len(held))
    if rate is None:
        return Line(what, "no county could tell", wanted, is_met=False)
    # One quantity alone strays by chance: it is held to what its own counties leave open.
    is_met = low <= rate.value <= high if is_wanted else rate.low <= high and rate.high >= low
    return Line(what, f"{rate.value:.3f} of {len(held)} ({rate.low:.3f} to {rate.high:.3f})", wanted, is_met)


def _false_verdicts(trials: Sequence[Trial]) -> Line:
    said = [trial.verdicts[REPORT_CHANGE] in AS_INTENDED for trial in trials]
    what = 'said "as intended" of the change that did nothing'
    return Line(what, _rate(said), f"at most {MOST_FALSE:.2f}", mean(said) <= MOST_FALSE)


def _wrong_way(trials: Sequence[Trial]) -> list[Line]:
    """Harm found where none was planted: of the indicator itself, or of one beside it or of a group."""
    found = []
    for change, words in (
        (REPORT_CHANGE, "the change that did nothing"),
        (ARREST_CHANGE, "the planted change"),
    ):
        verdicts = [trial.verdicts[change] for trial in trials]
        reversed_, mixed = ([verdict == word for verdict in verdicts] for word in ("reversed", "mixed"))
        is_met = mean(reversed_) <= MOST_FALSE
        found.append(
            Line(f'said "reversed" of {words}', _rate(reversed_), f"at most {MOST_FALSE:.2f}", is_met)
        )
        found.append(Line(f'said "mixed" of {words}', _rate(mixed), "", None))
    return found


def _power(trials: Sequence[Trial]) -> list[Line]:
    """Of the counties that could be promised anything: how often the change showed, and how often it was to."""
    able = [trial for trial in trials if trial.promised is not None]
    if not able:
        return [Line("the planted change showed by its review", "no county could tell", "", is_met=False)]
    promised = mean(trial.promised or 0.0 for trial in able)
    shown = [trial.shown for trial in able]
    said = [trial.verdicts[ARREST_CHANGE] in AS_INTENDED for trial in able]
    is_met = abs(mean(shown) - promised) <= POWER_OFF_BY + ROUNDING
    wanted = f"{promised:.3f}, as promised before the start, within {POWER_OFF_BY:.2f}"
    return [
        Line("the planted change showed by its review", _rate(shown), wanted, is_met),
        Line('said "as intended" of the planted change', _rate(said), "", None),
    ]


def _rate(said: Sequence[bool]) -> str:
    return f"{mean(said):.3f} of {len(said)}"
