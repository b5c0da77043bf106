"""The answer of every page in one sentence, for the cards that lead there."""

from dashboard import disparity_words, results, words
from dashboard.answers import disparity, flow, indicators, interventions, recidivism, timeliness
from dashboard.session import Reader
from dashboard.show import Lead


def headlines(reader: Reader, period: str) -> dict[str, Lead]:
    """Each page's answer for all districts, under its path; empty where nothing was released."""
    return {
        "case_flow": Lead(_flow(reader, period)),
        "timeliness": Lead(timeliness.brief(results.waits(reader, words.ALL, period))),
        "interventions": Lead(_change(reader)),
        "disparity": _disparity(reader, period),
        "recidivism": Lead(_recidivism(reader)),
        "indicators": Lead(indicators.answer(list(results.indicators(reader).values()))),
    }


def _flow(reader: Reader, period: str) -> str:
    rows = results.rows(reader, "flow", district=words.ALL, period=period)
    return flow.reached(rows) if rows else ""


def _change(reader: Reader) -> str:
    changes = results.rows(reader, "interventions")
    return interventions.tally(changes) if changes else ""


def _disparity(reader: Reader, period: str) -> Lead:
    """The clearest difference, and the choices that open the page on it."""
    breakdowns = results.disparity_choices(reader)
    if not breakdowns:
        return Lead()
    first = next(iter(breakdowns.values()))[0]
    scope = {"breakdown": first, "district": words.ALL, "period": period}
    every = {point: results.rows(reader, "disparity", decision_point=point, **scope) for point in breakdowns}
    # A year may hold nothing of a decision point that is told of the whole period only.
    told = {point: rows for point, rows in every.items() if rows}
    if not told:
        return Lead()
    point = disparity.clearest(told)
    asks = {"point": disparity_words.decision_point(point).name, "split": words.cut(first)}
    return Lead(disparity.finding(told[point], first, point), asks)


def _recidivism(reader: Reader) -> str:
    scope = {"curve": "rearrest", "district": words.ALL, "breakdown": "none"}
    rows = results.rows(reader, "curves", **scope)
    return recidivism.after_a_year(rows, "") if rows else ""
