"""A made-up publication, built from the declared schema, for tests and screenshots of the pages.

Numbers follow plain formulas, no randomness that a reader could mistake for data. Counts are exact
only inside this builder; what is written are bands, as the real refresh does.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from release.schema import PUBLISHED, SQL_TYPES, PublishedTable

POLARS_TYPES = {
    "text": pl.String,
    "whole": pl.Int64,
    "day": pl.Date,
    "yes_no": pl.Boolean,
    "tenth": pl.Float64,
}
Row = dict[str, Any]
Tables = dict[str, list[Row]]

DISTRICTS = {"North": 0.34, "South": 0.28, "East": 0.24, "West": 0.14}
MONTHS = [date(2022 + m // 12, m % 12 + 1, 1) for m in range(7, 7 + 50)]
PROVISIONAL_FROM = MONTHS[-2]
RACES = {
    "white": 0.52,
    "black": 0.25,
    "native": 0.12,
    "multiple": 0.05,
    "asian": 0.025,
    "pacific_islander": 0.004,
}
NOT_KNOWN_SHARE = 0.031
GROUPS = {
    "race": {**RACES, "unknown": NOT_KNOWN_SHARE},
    "sex": {"male": 0.78, "female": 0.2, "nonbinary": 0.002, "unknown": 0.018},
    "age_band": {
        "under_18": 0.01,
        "18_24": 0.2,
        "25_34": 0.33,
        "35_44": 0.24,
        "45_54": 0.13,
        "55_and_over": 0.07,
        "unknown": 0.02,
    },
}
REFERENCE = {"race": "white", "sex": "male", "age_band": "25_34", "strangulation": "no"}
VICTIM_GROUPS = {"victim_sex": {"female": 0.8, "male": 0.19, "unknown": 0.01}}
PAIRS = {
    "sex_and_race": {
        "male_white": 0.42,
        "male_black": 0.2,
        "female_white": 0.14,
        "female_black": 0.09,
        "female_asian": 0.004,
        "unknown": 0.05,
    }
}
CUT_REFERENCE = {**REFERENCE, "victim_sex": "female", "sex_and_race": "male_white"}
TILT = {
    "white": 1.0,
    "black": 1.24,
    "native": 1.32,
    "multiple": 1.05,
    "asian": 0.93,
    "female": 0.74,
    "18_24": 1.1,
}
SHARES = {"report_written": 0.71, "arrest": 0.44, "charging": 0.63, "conviction": 0.57, "dual_arrest": 0.058}
SHARES |= {"risk_documented": 0.38, "gone_resolved": 0.29}
LABELS = {
    "report_written": ("Report written", "domestic calls with a report", "domestic calls", "up"),
    "arrest": ("Arrest", "suspects arrested", "suspects in incidents with probable cause", "up"),
    "charging": ("Charging", "defendants with at least one charge filed", "defendants referred", "up"),
    "conviction": ("Conviction", "defendants convicted of at least one charge", "defendants disposed", "up"),
    "dual_arrest": (
        "Dual arrest",
        "incidents with both parties arrested",
        "incidents with an arrest",
        "down",
    ),
    "risk_documented": ("Risk and context documented", "reports with all risk items", "reports", "up"),
    "gone_resolved": (
        "Gone on arrival, resolved",
        "gone suspects arrested or charged",
        "gone suspects",
        "up",
    ),
}


def band(count: float, width: int) -> tuple[int, int]:
    """The band a count is released in: 0 to `width`, then steps of `width`."""
    step = max(0, math.ceil(round(count) / width) - 1)
    return (0, width) if step == 0 else (step * width + 1, step * width + width)


def month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _rate(counted: float, out_of: float, width: int) -> Row:
    """Band, percent and interval columns; too few below 31 to 36, or 7 to 12 on either side."""
    c_low, c_high = band(counted, width)
    n_low, n_high = band(out_of, width)
    row: Row = {"counted_low": c_low, "counted_high": c_high, "out_of_low": n_low, "out_of_high": n_high}
    centre_n = (n_low + n_high) / 2
    centre_c = min((c_low + c_high) / 2, centre_n)
    enough = n_low >= 31 and c_low >= 7 and n_low - c_high >= 7
    share = centre_c / centre_n
    half = 1.96 * math.sqrt(max(share * (1 - share), 0.0001) / centre_n) + width / 2 / centre_n
    row |= {"percent": None, "percent_low": None, "percent_high": None, "shown": "too_few"}
    if enough:
        low, high = max(0, round(100 * (share - half))), min(100, round(100 * (share + half)))
        row |= {"percent": round(100 * share), "percent_low": low, "percent_high": high, "shown": "shown"}
    return row


def _wave(key: str, month: int) -> float:
    """A wobble between -1 and 1 that differs by key and is the same in every run."""
    seed = hashlib.sha256(f"{key}:{month}".encode()).digest()
    return (seed[0] + seed[1] + seed[2] + seed[3]) / 510 - 1


def _share(indicator: str, district: str, month: int, group: str = "all") -> float:
    share = SHARES[indicator] * (1 + 0.10 * _wave(indicator + district, month)) * TILT.get(group, 1.0)
    if indicator == "dual_arrest" and month >= 30:
        share *= 0.55
    if indicator == "arrest":
        share += 0.0025 * max(0, month - 22)
    if indicator == "risk_documented" and month >= 38:
        share += min(0.2, 0.04 * (month - 38))
    return min(share, 0.95)


def _volume(indicator: str, district: str, month: int, scale: float) -> float:
    base = {"report_written": 150, "arrest": 96, "charging": 62, "conviction": 44, "dual_arrest": 48}.get(
        indicator, 90
    )
    part = 1.0 if district == "all" else DISTRICTS[district]
    return scale * base * part * (1 + 0.08 * _wave("volume" + indicator + district, month))


def _periods(width: int, yearly: bool) -> list[tuple[str, list[int]]]:
    years = sorted({m.year for m in MONTHS})
    spans = [("year", [i for i, m in enumerate(MONTHS) if m.year == y]) for y in years]
    spans.append(("whole", list(range(len(MONTHS)))))
    if not yearly:
        quarters = sorted({(m.year, (m.month - 1) // 3) for m in MONTHS})
        spans += [
            ("quarter", [i for i, m in enumerate(MONTHS) if (m.year, (m.month - 1) // 3) == q])
            for q in quarters
        ]
        spans += [("month", [i]) for i in range(len(MONTHS))]
    return spans


def _rates(width: int, scale: float, yearly: bool) -> Iterable[Row]:
    for indicator in SHARES:
        for district in ("all", *DISTRICTS):
            for grain, span in _periods(width, yearly):
                if grain == "month" and district != "all":
                    continue
                yield _rate_row(indicator, district, grain, span, width, scale)
        everyone = _rate_row(indicator, "all", "whole", list(range(len(MONTHS))), width, scale)
        for group, part in LANGUAGES.items():
            volume = scale * 3000 * part
            named = {"breakdown": "victim_language", "group_value": group}
            yield everyone | named | _rate(SHARES[indicator] * volume, volume, width)


def _rate_row(indicator: str, district: str, grain: str, span: list[int], width: int, scale: float) -> Row:
    out_of = [_volume(indicator, district, m, scale) for m in span]
    counted = sum(n * _share(indicator, district, m) for n, m in zip(out_of, span, strict=True))
    return {
        "indicator": indicator,
        "district": district,
        "breakdown": "none",
        "group_value": "all",
        "grain": grain,
        "period_from": MONTHS[span[0]],
        "period_to": month_end(MONTHS[span[-1]]),
        "is_provisional": MONTHS[span[-1]] >= PROVISIONAL_FROM,
        **_rate(counted, sum(out_of), width),
    }


LANGUAGES = {"english": 0.82, "spanish": 0.15, "other": 0.006, "unknown": 0.024}
FLOW = (
    (0, "reported", "", "on", 1.0),
    (1, "arrested", "reported", "on", 0.46),
    (1, "not_arrested", "reported", "stopped", 0.54),
    (2, "charged", "arrested", "on", 0.61),
    (2, "charge_open", "arrested", "open", 0.05),
    (2, "not_charged", "arrested", "stopped", 0.34),
    (2, "charged_without_arrest", "not_arrested", "on", 0.15),
    (2, "charge_open_without_arrest", "not_arrested", "open", 0.02),
    (2, "closed_without_charge", "not_arrested", "stopped", 0.83),
    (3, "convicted", "charged", "on", 0.57),
    (3, "court_open", "charged", "open", 0.14),
    (3, "not_convicted", "charged", "stopped", 0.29),
)


def _flow(width: int, scale: float, whole: bool) -> Iterable[Row]:
    years = [str(y) for y in sorted({m.year for m in MONTHS})]
    for district in ("all", *DISTRICTS):
        for period in [*(["whole"] if whole else []), *years]:
            months = len(MONTHS) if period == "whole" else sum(1 for m in MONTHS if str(m.year) == period)
            start = scale * 88 * months * (1.0 if district == "all" else DISTRICTS[district])
            yield from _flow_rows(district, period, start, width)


def _flow_rows(district: str, period: str, start: float, width: int) -> Iterable[Row]:
    counts: dict[str, float] = {"": start}
    hidden: set[str] = set()
    for step, place, parent, kind, part in FLOW:
        wobble = 1 if step == 0 else 1 + 0.05 * _wave(district + period + parent, step)
        counts[place] = counts[parent] * (part * wobble if kind == "on" else part * (2 - wobble))
        low, high = band(counts[place], width)
        if parent in hidden:
            hidden.add(place)
            continue
        if low == 0:
            hidden.add(place)
        shown = start >= 31 and low > 0
        yield {
            "district": district,
            "period": period,
            "step": step,
            "place": place,
            "parent": parent,
            "kind": kind,
            "count_low": low,
            "count_high": high,
            "percent": round(100 * counts[place] / start) if shown else None,
            "percent_of_parent": round(100 * counts[place] / counts[parent]) if shown else None,
            "shown": "shown" if shown else "too_few",
        }


def _matrix(width: int, scale: float, whole: bool) -> Iterable[Row]:
    shares = {"arrest": {"arrest": 0.83, "advise": 0.09, "separate": 0.06, "none": 0.02}}
    shares["all"] = {"as_intended": 0.83}
    periods = ["2024", "2025", "2026", *(["whole"] if whole else [])]
    for period in periods:
        total = scale * (2600 if period == "whole" else 640)
        for intended, cells in shares.items():
            for delivered, part in cells.items():
                rate = _rate(total * part, total, width)
                ends = ("percent_low", "percent_high")
                yield {
                    "policy": "arrest_on_probable_cause",
                    "policy_words": "Probable cause and suspect present: arrest",
                    "district": "all",
                    "period": period,
                    "intended": intended,
                    "delivered": delivered,
                    "count_low": rate["counted_low"],
                    "count_high": rate["counted_high"],
                    "percent": rate["percent"],
                    **{end: rate[end] if intended == "all" else None for end in ends},
                    "shown": rate["shown"],
                }


def _policy_effects(scale: float) -> Iterable[Row]:
    told = scale >= 0.2
    row = {
        "others_percent": 32,
        "own_percent": 27,
        "others_delivered_percent": 56,
        "own_delivered_percent": 81,
    }
    row |= {"intention_points": -5, "intention_low": -9, "intention_high": -1}
    row |= {"reached_points": -20, "reached_low": -36, "reached_high": -4}
    yield {
        "policy": "arrest_on_probable_cause",
        "intervention": "arrest_on_probable_cause",
        "compared": "since",
        "response": "",
        "months": 6,
        **(row if told else dict.fromkeys(row)),
        "reached": "shown" if told else "too_few",
        "shown": "shown" if told else "too_few",
    }


WHAT_IT_RESTS_ON: Row = {
    "districts": "",
    "comparison_districts": "",
    "ramp_months": 0,
    "method": "segmented",
    "is_seasonal": True,
    "review_on": date(2026, 6, 1),
    "detectable_3_points": 14,
    "detectable_6_points": 12,
    "detectable_12_points": 10,
    "could_have_shown_points": 9,
    "shows": "month",
    "shows_in": date(2026, 2, 1),
    "months_before": 31,
    "months_after": 19,
    "outcome_days": 0,
    "missing": "",
    "missing_since": None,
    "before_told": "percent",
    "after_told": "percent",
    "fidelity_told": "percent",
    "comparison": "",
    "groups_compared": 7,
    "groups_against": "",
    "chart": "share",
    "variation": "",
}
INTERVENTIONS: tuple[Row, ...] = (
    {
        **WHAT_IT_RESTS_ON,
        "actual_percent": 3,
        "counterfactual_percent": 6,
        "size_points": -3,
        "size_low": -5,
        "size_high": -1,
        "intervention": "predominant_aggressor_policy",
        "title": "Predominant aggressor policy",
        "problem": "Victims who fought back were arrested together with the person who hurt them.",
        "change": "Police determine the predominant aggressor before any arrest; dual arrests are reviewed.",
        "agencies": "Police, Prosecutor, Advocacy program",
        "starts_on": date(2025, 2, 1),
        "indicator": "dual_arrest",
        "policy": None,
        "intended_percent": 3,
        "intended_by": date(2025, 12, 31),
        "before_percent": 6,
        "after_percent": 3,
        "change_points": -3,
        "change_low": -4,
        "change_high": -1,
        "fidelity_percent": None,
        "fidelity_target_percent": 80,
        "verdict": "as_intended_met",
        "reason": "signal",
        "shown": "shown",
    },
    {
        **WHAT_IT_RESTS_ON,
        "actual_percent": 48,
        "counterfactual_percent": 44,
        "size_points": 4,
        "size_low": 1,
        "size_high": 8,
        "intervention": "arrest_on_probable_cause",
        "title": "Arrest on probable cause",
        "problem": "Suspects were often left at the scene although probable cause was found.",
        "change": "Where there is probable cause and the suspect is present, police arrest.",
        "agencies": "Police, Jail",
        "starts_on": date(2024, 6, 1),
        "indicator": "arrest",
        "policy": "arrest_on_probable_cause",
        "intended_percent": 60,
        "intended_by": date(2025, 6, 30),
        "before_percent": 44,
        "after_percent": 48,
        "change_points": 4,
        "change_low": 1,
        "change_high": 7,
        "fidelity_percent": 83,
        "fidelity_target_percent": 80,
        "verdict": "as_intended_short",
        "reason": "signal",
        "shown": "shown",
    },
    {
        **WHAT_IT_RESTS_ON,
        "actual_percent": 53,
        "counterfactual_percent": 38,
        "size_points": 15,
        "size_low": 7,
        "size_high": 22,
        "intervention": "risk_sheet",
        "title": "Risk questions at the scene",
        "problem": "Reports reached the prosecutor without the history of violence.",
        "change": "Officers ask and write down every risk question.",
        "agencies": "Police",
        "starts_on": date(2025, 10, 1),
        "indicator": "risk_documented",
        "policy": None,
        "intended_percent": 75,
        "intended_by": date(2026, 12, 31),
        "before_percent": 38,
        "after_percent": 52,
        "change_points": 14,
        "change_low": 8,
        "change_high": 20,
        "fidelity_percent": 61,
        "fidelity_target_percent": 80,
        "verdict": "not_delivered",
        "reason": "fidelity",
        "shown": "shown",
    },
)


def _series(width: int, scale: float, yearly: bool) -> Iterable[Row]:
    for change in INTERVENTIONS:
        for district in ("all", *(() if yearly else DISTRICTS)):
            grain = "year" if yearly else "month" if district == "all" else "quarter"
            for _, span in [p for p in _periods(width, yearly) if p[0] == grain]:
                yield _series_row(change, district, grain, span, width, scale)


def _old_course(value: int | None) -> Row:
    ends = (None, None) if value is None else (max(0, value - 4), min(100, value + 4))
    name = "counterfactual_percent"
    return {name: value, f"{name}_low": ends[0], f"{name}_high": ends[1]}


def _series_row(change: Row, district: str, grain: str, span: list[int], width: int, scale: float) -> Row:
    out_of = sum(_volume(change["indicator"], district, m, scale) for m in span)
    counted = sum(
        _volume(change["indicator"], district, m, scale) * _share(change["indicator"], district, m)
        for m in span
    )
    start = MONTHS[span[0]]
    after = start >= change["starts_on"]
    centre = round(100 * SHARES[change["indicator"]])
    spread = round(300 * math.sqrt(SHARES[change["indicator"]] * (1 - SHARES[change["indicator"]]) / out_of))
    ramp = (change["intended_by"] - change["starts_on"]).days
    done = min(1.0, (start - change["starts_on"]).days / ramp)
    percent = round(100 * counted / out_of)
    low, high = band(out_of, width)
    outside = after and abs(percent - centre) > spread
    return {
        "intervention": change["intervention"],
        "district": district,
        "grain": grain,
        "period_from": start,
        "period_to": month_end(MONTHS[span[-1]]),
        "is_after": after,
        "is_provisional": MONTHS[span[-1]] >= PROVISIONAL_FROM,
        "out_of_low": low,
        "out_of_high": high,
        "percent": percent if low >= 31 else None,
        "centre_percent": centre,
        "lower_percent": max(0, centre - spread),
        "upper_percent": min(100, centre + spread),
        "intended_percent": round(centre + (change["intended_percent"] - centre) * done) if after else None,
        **_old_course(centre if after and grain != "year" else None),
        "signal": "outside_limits" if outside else "",
        "is_trial_baseline": False,
        "shown": "shown" if low >= 31 else "too_few",
    }


BALANCING: tuple[Row, ...] = (
    {
        "intervention": "arrest_on_probable_cause",
        "indicator": "dual_arrest",
        "before_percent": 6,
        "after_percent": 5,
        "change_points": -1,
        "change_low": -3,
        "change_high": 1,
        "finding": "could_be_chance",
    },
    {
        "intervention": "predominant_aggressor_policy",
        "indicator": "arrest",
        "before_percent": 46,
        "after_percent": 49,
        "change_points": 3,
        "change_low": 1,
        "change_high": 6,
        "finding": "better",
    },
)
STEPS = (
    ("probable_cause", 0, 5800.0),
    ("arrest", 1, 4200.0),
    ("referral", 2, 2100.0),
    ("charging", 3, 1960.0),
    ("conviction", 4, 1200.0),
)
BRANCHES = (
    ("charging_without_arrest", 5, 500.0),
    ("program_order", 6, 700.0),
    ("program_completion", 7, 420.0),
    ("revocation", 8, 380.0),
    ("dual_arrest", 9, 2300.0),
)
POINT_SHARES = {
    **SHARES,
    "probable_cause": 0.72,
    "referral": 0.93,
    "charging_without_arrest": 0.61,
    "program_order": 0.58,
    "program_completion": 0.47,
    "revocation": 0.26,
}


def _disparity(width: int, scale: float, whole: bool) -> Iterable[Row]:
    for period in [*(["whole"] if whole else []), "2024", "2025", "2026"]:
        part = 1.0 if period == "whole" else 0.24
        for point, step, volume in STEPS:
            for breakdown, groups in {**GROUPS, **(VICTIM_GROUPS if period == "whole" else {})}.items():
                yield from _compared(point, step, volume * scale * part, period, breakdown, groups, width)
    for point, step, volume in BRANCHES if whole else ():
        by_one = {name: GROUPS[name] for name in ("race", "sex")}
        cuts = {**by_one, **(PAIRS if point == "dual_arrest" else {})}
        for breakdown, groups in cuts.items():
            yield from _compared(point, step, volume * scale, "whole", breakdown, groups, width)


def _compared(
    point: str, step: int, volume: float, period: str, breakdown: str, groups: Mapping[str, float], width: int
) -> Iterable[Row]:
    base = CUT_REFERENCE[breakdown]
    reference = _rate(*_pair(point, volume, 1.0, groups, base), width)
    for group in groups:
        rate = _rate(*_pair(point, volume, 1.0, groups, group), width)
        yield {
            "decision_point": point,
            "step": step,
            "is_step": step < len(STEPS),
            "district": "all",
            "period": period,
            "breakdown": breakdown,
            "group_value": group,
            "is_reference": group == base,
            **{key: value for key, value in rate.items() if key != "shown"},
            **_ratio(rate, reference, group, base),
            **_other_side(rate, reference, group, base),
        }


def _other_side(rate: Row, reference: Row, group: str, base: str) -> Row:
    """The other side, the difference in points, and what the unknown could change."""
    names = ("percent_gap", "other_ratio", "unknown_ratio")
    row: Row = dict.fromkeys([*names[:2], *(f"{name}_{end}" for name in names for end in ("low", "high"))])
    if group == base or rate["percent"] is None or reference["percent"] is None:
        return row
    gap = rate["percent"] - reference["percent"]
    other = round((100 - rate["percent"]) / (100 - reference["percent"]), 1)
    ratio = round(rate["percent"] / reference["percent"], 1)
    row |= {"percent_gap": gap, "percent_gap_low": gap - 3, "percent_gap_high": gap + 4}
    row |= {"other_ratio": other, "other_ratio_low": other - 0.1, "other_ratio_high": other + 0.1}
    if group != "unknown":
        row |= {"unknown_ratio_low": ratio - 0.1, "unknown_ratio_high": ratio + 0.1}
    return row


def _ladder(disparity: list[Row]) -> Iterable[Row]:
    ways: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in disparity:
        if row["is_step"] and not row["is_reference"] and row["group_value"] != "unknown":
            way = (row["district"], row["period"], row["breakdown"], row["group_value"])
            ways.setdefault(way, []).append(row)
    for steps in ways.values():
        is_whole = all(row["ratio"] is not None for row in steps)
        product = 1.0
        for row in steps:
            product *= row["ratio"] or 1.0
            told = round(100 * product) if is_whole else None
            yield {
                **{name: row[name] for name in ("district", "period", "breakdown", "group_value", "step")},
                **{name: row[name] for name in ("decision_point", "ratio", "ratio_low", "ratio_high")},
                "step_percent": round(100 * row["ratio"]) if is_whole else None,
                "cumulative_percent": told,
                "cumulative_percent_low": told and round(told * 0.8),
                "cumulative_percent_high": told and round(told * 1.25),
                "shown": "too_few" if row["ratio"] is None else "shown",
            }


def _case_mix(disparity: list[Row]) -> Iterable[Row]:
    """Among like cases a little closer to the same; the arrest of one group turns round."""
    kept = ("decision_point", "step", "breakdown", "group_value", "ratio")
    for row in disparity:
        if row["period"] != "whole" or row["is_reference"] or row["group_value"] == "unknown":
            continue
        if row["breakdown"].startswith("victim_"):
            continue
        for stratifier in ("relationship", "severity"):
            turned = (row["decision_point"], row["group_value"], stratifier) == (
                "arrest",
                "black",
                "severity",
            )
            ratio = row["ratio"]
            adjusted = None if ratio is None else 0.9 if turned else round(1 + (ratio - 1) * 0.8, 1)
            yield {
                **{name: row[name] for name in kept},
                "stratifier": stratifier,
                **{
                    f"{name}{end}": None if adjusted is None else round(adjusted + more, 1)
                    for name in ("adjusted_ratio", "standardised_ratio")
                    for end, more in (("", 0), ("_low", -0.1), ("_high", 0.1))
                },
                "covered_percent": None if adjusted is None else 98,
                "is_turned": None if adjusted is None else turned,
                "finding": row["finding"] if adjusted is None else "could_be_chance",
            }


def _gap_changes(disparity: list[Row]) -> Iterable[Row]:
    watched = {"dual_arrest", *(point for point, _, _ in STEPS)}
    for change in INTERVENTIONS:
        for row in disparity:
            if row["period"] != "whole" or row["decision_point"] not in watched or row["is_reference"]:
                continue
            if row["breakdown"] not in ("race", "sex", "sex_and_race") or row["group_value"] == "unknown":
                continue
            ratio = row["ratio"]
            after = None if ratio is None else round(ratio + 0.1, 1)
            yield {
                "intervention": change["intervention"],
                **{name: row[name] for name in ("decision_point", "step", "breakdown", "group_value")},
                "ratio_before": ratio,
                "ratio_after": after,
                "ratio_change": None if after is None else round(after / ratio, 1),
                "ratio_change_low": None if after is None else round(after / ratio - 0.2, 1),
                "ratio_change_high": None if after is None else round(after / ratio + 0.2, 1),
                "finding": "too_few" if after is None else "could_be_chance",
            }


def _unknown_groups(width: int, scale: float) -> Iterable[Row]:
    shares = {"race": 0.031, "sex": 0.0002, "age_band": 0.02, "victim_race": 0.05, "victim_sex": 0.004}
    for breakdown, share in shares.items():
        yield {"agency": "police", "breakdown": breakdown, **_rate(5200 * scale * share, 5200 * scale, width)}


def _population_rates(width: int, scale: float, whole: bool) -> Iterable[Row]:
    for group, share in RACES.items():
        low, high = band(5800 * scale * share, width)
        nothing = {"ratio": None, "ratio_low": None, "ratio_high": None}
        told = {"ratio": 1.2, "ratio_low": 1.1, "ratio_high": 1.3, "finding": "higher"}
        is_few = low < 31
        rest = nothing | {"finding": "reference" if group == "white" else "too_few"}
        yield {
            "period": "whole" if whole else "2025",
            "breakdown": "race",
            "group_value": group,
            "is_reference": group == "white",
            "out_of_low": low,
            "out_of_high": high,
            "per_thousand_residents": None if is_few else 8.1,
            **(rest if is_few or group == "white" else told),
        }


def _pair(
    point: str, volume: float, scale: float, groups: Mapping[str, float], group: str
) -> tuple[float, float]:
    out_of = volume * scale * groups[group]
    return out_of * min(0.95, POINT_SHARES[point] * TILT.get(group, 1.0)), out_of


def _ratio(rate: Row, reference: Row, group: str, reference_group: str) -> Row:
    nothing = {"ratio": None, "ratio_low": None, "ratio_high": None}
    if group == reference_group:
        return nothing | {"finding": "reference"}
    if rate["percent"] is None or reference["percent"] is None:
        return nothing | {"finding": "not_known" if group == "unknown" else "too_few"}
    ratio = rate["percent"] / reference["percent"]
    half = 1.96 * math.sqrt(1 / rate["counted_low"] + 1 / reference["counted_low"]) * 0.8
    low, high = ratio * math.exp(-half), ratio * math.exp(half)
    row = {"ratio": round(ratio, 1), "ratio_low": round(low, 1), "ratio_high": round(high, 1)}
    if group == "unknown":
        return row | {"finding": "not_known"}
    return row | {"finding": "higher" if low > 1 else "lower" if high < 1 else "could_be_chance"}


def _curves(width: int, scale: float, breakdowns: Mapping[str, Mapping[str, float]]) -> Iterable[Row]:
    speed = {
        "all": 1.0,
        "black": 1.08,
        "native": 1.2,
        "female": 0.7,
        "yes": 1.45,
        "18_24": 1.25,
        "55_and_over": 0.5,
    }
    for breakdown, groups in breakdowns.items():
        for group, part in groups.items():
            for district in ("all", *(DISTRICTS if breakdown == "none" else ())):
                people = scale * 2600 * part * (1.0 if district == "all" else DISTRICTS[district])
                fast = speed.get(group, 1.0)
                yield from _curve("rearrest", district, breakdown, group, people, 0.00050 * fast, 1100, width)
    for district in ("all", *DISTRICTS):
        people = scale * 1900 * (1.0 if district == "all" else DISTRICTS[district])
        yield from _curve("days_to_charge", district, "none", "all", people, 0.031, 365, width)


def _curve(
    curve: str, district: str, breakdown: str, group: str, people: float, pace: float, last: int, width: int
) -> Iterable[Row]:
    ceiling = 0.9 if curve == "days_to_charge" else 0.62
    for day in range(0, last, 30):
        share = ceiling * (1 - math.exp(-pace * day / ceiling))
        followed = people * (1 - share) * (1 - day / (last * 1.25))
        if followed < 13:
            return
        low, high = band(followed, width)
        half = 1.96 * math.sqrt(max(share * (1 - share), 0) / max(followed, 1)) if day else 0
        shown = people * share >= 7  # as in the refresh: no share of too few events
        yield {
            "curve": curve,
            "district": district,
            "breakdown": breakdown,
            "group_value": group,
            "day": day,
            "percent": round(100 * share) if shown else None,
            "percent_low": max(0, round(100 * (share - half))) if shown else None,
            "percent_high": min(100, round(100 * (share + half))) if shown else None,
            "at_risk_low": low,
            "at_risk_high": high,
        }


def _windows(
    width: int, scale: float, curves: list[Row], breakdowns: Mapping[str, Mapping[str, float]]
) -> Iterable[Row]:
    for breakdown, groups in breakdowns.items():
        for group, part in groups.items():
            for months in (6, 12, 24, 36):
                people = scale * 2600 * part
                followed = people * (1 - months / 52)
                day = min(1080, months * 30)
                match = [
                    row["percent"]
                    for row in curves
                    if (row["curve"], row["district"], row["breakdown"], row["group_value"], row["day"])
                    == ("rearrest", "all", breakdown, group, day)
                ]
                events = followed * (match[0] / 100 if match and match[0] else 0.3)
                rate = _rate(events, followed, width)
                left_low, left_high = band(people - followed, width)
                yield {
                    "curve": "rearrest",
                    "district": "all",
                    "breakdown": breakdown,
                    "group_value": group,
                    "months": months,
                    "followed_low": rate["out_of_low"],
                    "followed_high": rate["out_of_high"],
                    "left_out_low": left_low,
                    "left_out_high": left_high,
                    "events_low": rate["counted_low"],
                    "events_high": rate["counted_high"],
                    "percent": rate["percent"],
                    "percent_low": rate["percent_low"],
                    "percent_high": rate["percent_high"],
                    "shown": rate["shown"],
                }


READINGS = (
    ("days_to_charge", "Days to the charging decision", "", "", "calendar"),
    ("rearrest", "Domestic re-arrest", "arrest", "rearrest", "calendar"),
    ("rearrest_after_release", "Domestic re-arrest after release", "release", "rearrest", "calendar"),
    ("rearrest_free", "Domestic re-arrest, days in jail not counted", "arrest", "rearrest", "free"),
    ("program_from_landmark", "New incident by program completion", "landmark", "new_incident", "calendar"),
)


def _readings() -> Iterable[Row]:
    for curve, label, start, failure, clock in READINGS:
        yield {
            "curve": curve,
            "label": label,
            "question": f"{label}: how many, and how soon?",
            "counted": "First later arrest",
            "out_of": "People with a first arrest in the data",
            "unit": "arrested person",
            "start": start,
            "failure": failure,
            "clock": clock,
            "unit_of_time": "days",
            "caveats": "Only the first arrest in the data counts as the start.",
        }


def _more_curves(width: int, scale: float) -> Iterable[Row]:
    """Readings beside the main one; the program's by completion."""
    for curve in ("rearrest_after_release", "rearrest_free"):
        yield from _curve(curve, "all", "none", "all", scale * 1800, 0.00055, 1100, width)
    for group, part in {"completed": 0.45, "not_completed": 0.55}.items():
        yield from _curve(
            "program_from_landmark", "all", "program_result", group, scale * 700 * part, 0.0004, 720, width
        )


def _beside_recidivism(scale: float) -> Tables:
    share = {"percent": 31, "percent_low": 28, "percent_high": 34, "shown": "shown"}
    small = scale < 0.1
    if small:
        share = dict.fromkeys(("percent", "percent_low", "percent_high"), None) | {"shown": "too_few"}
    people, arrests = band(2400 * scale, 6), band(3900 * scale, 6)
    year: Row = {"curve": "rearrest", "months": 12, **share}
    return {
        "pre_empted": [year | {"district": "all", "held_percent": None if small else 3}],
        "every_arrest": [
            year
            | {"people_low": people[0], "people_high": people[1]}
            | {"arrests_low": arrests[0], "arrests_high": arrests[1]}
        ],
        "link_ranges": [
            {
                "curve": "rearrest",
                "months": 12,
                "percent": share["percent"],
                "percent_if_right": None if small else 33,
                "shown": share["shown"],
                "shown_if_right": share["shown"],
            }
        ],
        "group_tests": [
            {"curve": "rearrest", "breakdown": "race", "groups": 4, "chance_percent": 38}
            | {"finding": "could_be_chance"}
        ],
    }


def _feedback(width: int, scale: float) -> Iterable[Row]:
    asked, answered = 524 * scale, 220 * scale
    parts = {"felt_safer": (0.46 * answered, answered), "felt_less_safe": (0.18 * answered, answered)}
    for indicator, part in (parts | {"feedback_response": (answered, asked)}).items():
        yield _everyone_ever(indicator) | _rate(*part, width)


def _everyone_ever(indicator: str) -> Row:
    everyone = {"district": "all", "breakdown": "none", "group_value": "all", "grain": "whole"}
    ever = {"period_from": MONTHS[0], "period_to": month_end(MONTHS[-1]), "is_provisional": True}
    return {"indicator": indicator} | everyone | ever


WAITS: tuple[Row, ...] = (
    {"indicator": "days_to_charge", "cases": 1900, "standard": 30, "median": 12, "p90": 58, "within": 77},
    {
        "indicator": "days_to_disposition",
        "cases": 1100,
        "standard": 180,
        "median": 123,
        "p90": None,
        "within": 66,
    },
    {
        "indicator": "days_to_response",
        "cases": 25,
        "standard": 7,
        "median": None,
        "p90": None,
        "within": None,
    },
    {"indicator": "response_time", "cases": 6000, "standard": None, "median": 10, "p90": 21, "within": None},
)


def _waits(width: int, scale: float) -> Iterable[Row]:
    """Of everyone over the whole period; of the last too few in the third, and a standard in all but the fourth."""
    for wait in WAITS:
        cases = wait["cases"] * scale
        low, high = band(cases, width)
        row = {
            "indicator": wait["indicator"],
            "standard": wait["standard"],
            "cases_low": low,
            "cases_high": high,
        }
        row |= {
            "district": "all",
            "breakdown": "none",
            "group_value": "all",
            "grain": "whole",
            "period": "whole",
        }
        row |= {"unit_of_time": "minutes" if wait["standard"] is None else "days"}
        told = cases >= 31
        for name, value, spread in (
            ("median", wait["median"], 1),
            ("p90", wait["p90"], 9),
            ("within_percent", wait["within"], 3),
        ):
            ends = (value, value - spread, value + spread) if told and value is not None else (None,) * 3
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), ends, strict=True))
        yield row | {"pending_percent": 4 if cases >= 300 else None, "shown": "shown" if told else "too_few"}


def _comparisons() -> Iterable[Row]:
    for row in _ratios():
        nothing = dict.fromkeys(("difference_points", "difference_low", "difference_high"))
        yield {"method": "hazard_ratio", **nothing, **row}
    yield {
        "curve": "program_from_landmark",
        "district": "all",
        "breakdown": "program_result",
        "group_value": "completed",
        "reference": "not_completed",
        "method": "risk_difference",
        **dict.fromkeys(("hazard_ratio", "hazard_ratio_low", "hazard_ratio_high")),
        "difference_points": -9,
        "difference_low": -15,
        "difference_high": -2,
        "finding": "fewer",
    }


def _ratios() -> Iterable[Row]:
    found = {
        ("race", "black"): (1.1, 0.9, 1.3, "could_be_chance"),
        ("race", "native"): (1.2, 1.1, 1.5, "sooner"),
        ("race", "multiple"): (1.0, 0.7, 1.4, "could_be_chance"),
        ("race", "asian"): (None, None, None, "too_few"),
        ("sex", "female"): (0.7, 0.5, 0.9, "later"),
        ("strangulation", "yes"): (1.5, 1.2, 1.8, "sooner"),
    }
    for (breakdown, group), (ratio, low, high, finding) in found.items():
        yield {
            "curve": "rearrest",
            "district": "all",
            "breakdown": breakdown,
            "group_value": group,
            "reference": REFERENCE[breakdown],
            "hazard_ratio": ratio,
            "hazard_ratio_low": low,
            "hazard_ratio_high": high,
            "finding": finding,
        }


def _about(role: str, version: int, width: int) -> list[Row]:
    facts = {
        "site_name": "Lakeside County (made up)",
        "role": role,
        "version": str(version),
        "published_on": "2026-11-03",
        "band_width": str(width),
        "covers_from": "2022-08-01",
        "covers_to": "2026-09-30",
        "provisional_from": PROVISIONAL_FROM.isoformat(),
        **{f"reference_{name}": group for name, group in CUT_REFERENCE.items()},
        "caveat_1": "Police changed their report form in March 2023; compare earlier years with care.",
    }
    return [{"fact": fact, "words": words} for fact, words in facts.items()]


def _agencies(width: int, scale: float) -> Iterable[Row]:
    facts = (
        ("Emergency calls (911)", date(2022, 8, 1), date(2026, 9, 30), date(2026, 10, 6), 7800, 3),
        ("Police", date(2022, 8, 1), date(2026, 9, 30), date(2026, 10, 9), 5200, 10),
        ("Jail", date(2022, 8, 1), date(2026, 9, 30), date(2026, 10, 5), 2300, 0),
        ("Prosecutor", date(2022, 8, 1), date(2026, 9, 30), date(2026, 10, 12), 2700, 16),
        ("Court", date(2022, 8, 1), date(2026, 7, 31), date(2026, 8, 14), 1700, 2),
    )
    for agency, first, last, received, rows, quarantined in facts:
        low, high = band(rows * scale, width)
        set_aside = band(quarantined, width)
        yield {
            "agency": agency,
            "covers_from": first,
            "covers_to": last,
            "received_on": received,
            "rows_low": low,
            "rows_high": high,
            "quarantined_low": set_aside[0],
            "quarantined_high": set_aside[1],
            "missing_months": "",
        }


def _indicators() -> Iterable[Row]:
    for name, (label, counted, out_of, direction) in LABELS.items():
        yield {
            "indicator": name,
            "label": label,
            "question": f"Of {out_of}, how many are {counted}?",
            "counted": counted[0].upper() + counted[1:],
            "out_of": out_of[0].upper() + out_of[1:],
            "unit": "incident",
            "direction": direction,
            "principle": "swift_and_sure",
            "accountability": "offender",
            "caveats": "A rate says nothing about whether each decision was right.",
            "source": "Blueprint for Safety (Praxis International)",
            "reviewed_on": "2026-11-01",
            "part_of": name,
            "kind": "rate",
            "agencies": "911 dispatch" if name == "report_written" else "police, court",
            "state": "counted",
            "missing": "court" if name == "conviction" else "",
            "missing_since": date(2026, 4, 1) if name == "conviction" else None,
            "covers_from": MONTHS[0],
            "covers_to": month_end(MONTHS[-1]),
            "is_core": name != "conviction",
            "variation": "",
            "is_balancing": name == "dual_arrest",
        }
    yield from _other_indicators()


def _other_indicators() -> Iterable[Row]:
    """A number, a time, and one of each kind that is not counted."""
    for name, kind, state, missing in (
        ("calls", "number", "counted", ""),
        ("days_to_charge", "time", "counted", ""),
        ("told_before_release", "rate", "no_data", "jail"),
        ("no_contact_at_release", "rate", "field_missing", "no contact condition (jail)"),
        ("days_to_program", "time", "month_missing", "men's nonviolence program"),
        ("completeness", "table", "counted", ""),
    ):
        is_counted = state == "counted"
        yield {
            "indicator": name,
            "label": name.replace("_", " ").capitalize(),
            "question": f"What of {name.replace('_', ' ')}?",
            "counted": "Cases of this kind",
            "out_of": "" if kind == "number" else "Cases",
            "unit": "case",
            "direction": "context" if kind == "number" else "down",
            "principle": "help_and_accountability",
            "accountability": "victim",
            "caveats": "Read what stands behind it.",
            "source": "Blueprint for Safety (Praxis International)",
            "reviewed_on": "2026-11-01",
            "part_of": name,
            "kind": kind,
            "agencies": missing.split(" (")[0] or "police",
            "state": state,
            "missing": missing,
            "missing_since": None,
            "covers_from": MONTHS[0] if is_counted else None,
            "covers_to": month_end(MONTHS[-1]) if is_counted else None,
            "is_core": False,
            "variation": "",
            "is_balancing": False,
        }


def _numbers(width: int, scale: float, yearly: bool) -> Iterable[Row]:
    for district in ("all", *DISTRICTS):
        for grain, span in _periods(width, yearly):
            if grain in ("year", "whole"):
                calls = sum(_volume("calls", district, month, scale) for month in span)
                low, high = band(calls, width)
                is_told = grain == "year" and len(span) == 12 and district == "all"
                yield {
                    "indicator": "calls",
                    "district": district,
                    "grain": grain,
                    "period_from": MONTHS[span[0]],
                    "period_to": month_end(MONTHS[span[-1]]),
                    "is_provisional": MONTHS[span[-1]] >= PROVISIONAL_FROM,
                    "count_low": low,
                    "count_high": high,
                    "per_thousand": round((low + high) / 2 / 60, 1) if is_told else None,
                    "shown": "shown",
                }


def _completeness(width: int) -> Iterable[Row]:
    for agency, table, name, percent, shown in (
        ("police", "incidents", "relationship", 84, "shown"),
        ("police", "incident_parties", "race", 96, "shown"),
        ("jail", "custody", "no_contact_condition", None, "nearly_none"),
        ("court", "dispositions", "domestic_flag", None, "nearly_all"),
        ("court", "dispositions", "dismissal_kind", None, "too_few"),
    ):
        low, high = band(24 if shown == "too_few" else 2400, width)
        known = band((percent or 50) / 100 * high, width)
        yield {
            "agency": agency,
            "table_name": table,
            "field": name,
            "counted_low": known[0],
            "counted_high": known[1],
            "out_of_low": low,
            "out_of_high": high,
            "percent": percent,
            "shown": shown,
        }


MATCH_RATES = tuple(
    {
        "table_name": table,
        "agency": agency,
        "records_low": 1201,
        "records_high": 1212,
        "percent": percent,
        "percent_if_right": if_right,
        "shown": "shown" if percent else "nearly_all",
        "shown_if_right": "shown" if if_right else "nearly_all",
    }
    for table, agency, percent, if_right in (
        ("custody", "jail", 94, 97),
        ("dispositions", "court", 91, None),
        ("prosecutions", "prosecutor", None, None),
    )
)


def tables(role: str = "working_group", *, scale: float = 1.0, version: int = 12) -> Tables:
    """Rows of every published table. `scale` below 1 makes a smaller county."""
    funder = role == "funder"
    width = 12 if funder else 6
    none = {"none": {"all": 1.0}}
    cuts = none if funder else {**none, **GROUPS, "strangulation": {"yes": 0.11, "no": 0.84, "unknown": 0.05}}
    curves = [*_curves(width, scale, cuts), *_more_curves(width, scale)]
    disparity = list(_disparity(width, scale, whole=not funder))
    return {
        "about": _about(role, version, width),
        "agencies": list(_agencies(width, scale)),
        "match_rates": [dict(row) for row in MATCH_RATES],
        "indicators": list(_indicators()),
        "rates": [*_rates(width, scale, yearly=funder), *_feedback(width, scale)],
        "policy_effects": list(_policy_effects(scale)),
        "numbers": list(_numbers(width, scale, yearly=funder)),
        "completeness": list(_completeness(width)),
        "flow": list(_flow(width, scale, whole=not funder)),
        "matrix": list(_matrix(width, scale, whole=not funder)),
        "interventions": [dict(row) for row in INTERVENTIONS],
        "series": list(_series(width, scale, yearly=funder)),
        "balancing": [dict(row) for row in BALANCING],
        "disparity": disparity,
        "ladder": list(_ladder(disparity)),
        "case_mix": list(_case_mix(disparity)),
        "gap_changes": list(_gap_changes(disparity)),
        "unknown_groups": list(_unknown_groups(width, scale)),
        "population_rates": list(_population_rates(width, scale, whole=not funder)),
        "curves": curves,
        "windows": list(_windows(width, scale, curves, cuts)),
        "comparisons": [] if funder else list(_comparisons()),
        "readings": list(_readings()),
        "waits": list(_waits(width, scale)),
        **_beside_recidivism(scale),
    }


def _write_file(path: Path, content: Tables) -> None:
    connection = duckdb.connect(str(path))
    for table in PUBLISHED:
        _write_table(connection, table, content.get(table.name, []))
    connection.close()


def _write_table(connection: duckdb.DuckDBPyConnection, table: PublishedTable, rows: list[Row]) -> None:
    columns = ", ".join(f'"{column.name}" {SQL_TYPES[column.kind]}' for column in table.columns)
    connection.execute(f'create table "{table.name}" ({columns})')
    if rows:
        types = {column.name: POLARS_TYPES[column.kind] for column in table.columns}
        connection.register("sample_rows", pl.DataFrame(rows, schema=types))
        connection.execute(f'insert into "{table.name}" select * from sample_rows')


def publish(site: Path, content: Mapping[str, Tables] | None = None, *, version: int = 12) -> Path:
    """Write one file per role and the pointer; returns the site folder."""
    content = content if content is not None else {role: tables(role) for role in ("working_group", "funder")}
    folder = site / "published"
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for role, role_tables in content.items():
        name = f"{role}-{version:06d}.duckdb"
        _write_file(folder / name, role_tables)
        files[role] = {"name": name, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
    pointer = {
        "version": version,
        "published_at": "2026-11-03T09:00:00Z",
        "warehouse": f"ccr-{version:06d}.duckdb",
    }
    (folder / "current.json").write_text(json.dumps(pointer | {"files": files}), encoding="utf-8")
    return site
