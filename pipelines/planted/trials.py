"""Many counties, one per seed: what the program says of each, beside what was planted."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

import polars as pl

from metrics.detectable import baseline, power
from metrics.interrupted import Course
from metrics.judging import course_of
from metrics.rates import Estimate
from metrics.segments import months_from
from pipelines.planted.county import counted_county
from pipelines.planted.quantities import ARREST_CHANGE, QUANTITIES, REPORT_CHANGE
from pipelines.sample.planted import ARREST
from release.judged import intent_of, judged_change
from release.monthly import monthly
from release.released import Release

AS_INTENDED = ("as_intended_met", "as_intended_short", "mixed")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One county. estimates: by quantity; verdicts: by change.

    promised: the power to see the change in arrests at its review; shown: whether it was seen then.
    """

    seed: int
    estimates: dict[str, Estimate | None]
    verdicts: dict[str, str]
    promised: float | None
    shown: bool = False


def trials(seeds: Sequence[int], *, cases: int, tell: Callable[[int], None]) -> list[Trial]:
    """One trial per seed, on all processors; `tell` hears how many are done."""
    done = []
    # Started anew, not forked: an engine's threads do not survive a fork.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for trial in pool.map(partial(trial_of, cases=cases), seeds):
            done.append(trial)
            tell(len(done))
    return done


def trial_of(seed: int, *, cases: int) -> Trial:
    """The county of one seed, counted, estimated and judged."""
    release = counted_county(seed=seed, cases=cases)
    promised, shown = _at_review(release) or (None, False)
    return Trial(
        seed=seed,
        estimates={quantity.id: quantity.estimate(release) for quantity in QUANTITIES},
        verdicts=dict(_verdicts(release)),
        promised=promised,
        shown=shown,
    )


def _verdicts(release: Release) -> Iterator[tuple[str, str]]:
    for change in release.plan.interventions:
        verdict = judged_change(release, change).judged.verdict
        yield change.id, verdict.id if verdict else ""


def _at_review(release: Release) -> tuple[float, bool] | None:
    """The chance, said before the start, that the planted change in arrests shows at its review; and whether it
    did, from what was known by then."""
    change = next(change for change in release.plan.interventions if change.id == ARREST_CHANGE)
    intent, series = intent_of(change, release.plan), monthly(release, "arrest", ["all"])
    before, found = baseline(series, intent.timing), course_of(series, intent)
    if before is None or not isinstance(found, Course):
        return None
    settled = replace(intent, provisional_months=0)  # of what was known by then
    by_then = course_of(series.filter(pl.col("period") <= found.review), settled)
    months = int(months_from(intent.timing.full_from, [found.review])[0]) + 1
    shown = isinstance(by_then, Course) and by_then.size.excludes_zero and by_then.size.value > 0
    return power(before, ARREST.after - ARREST.before, months), shown


__all__ = ["ARREST_CHANGE", "AS_INTENDED", "REPORT_CHANGE", "Trial", "trial_of", "trials"]
