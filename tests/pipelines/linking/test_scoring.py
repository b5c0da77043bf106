"""The probability that two records are one person, against a hand calculation and other people's formulas."""

from math import log2
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipelines.linking import model
from pipelines.linking.scoring import RECALL_OF_SAME_THREE, chance, likely_pairs, trained
from warehouse.engine import DuckEngine

PARTS = ("key", "owner", "given", "family", "birth_year", "birth_month", "birth_day", "sex")
M_AND_U = {
    "given": ((0.85, 0.01), (0.01, 0.0001), (0.05, 0.002), (0.05, 0.004), (0.04, 0.9839)),
    "family": ((0.9, 0.005), (0.06, 0.002), (0.04, 0.993)),
    "birth": ((0.9, 0.001), (0.02, 0.0005), (0.03, 0.002), (0.02, 0.001), (0.02, 0.03), (0.01, 0.9655)),
    "sex": ((0.99, 0.5), (0.01, 0.5)),
}


def records(*rows: tuple[Any, ...]) -> pl.DataFrame:
    types = [pl.String, pl.String, pl.String, pl.String, pl.Int32, pl.Int32, pl.Int32, pl.String]
    return pl.DataFrame(list(rows), schema=dict(zip(PARTS, types, strict=True)), orient="row")


def by_hand() -> dict[str, Any]:
    """A model with the shares written above."""
    settings = model.untrained()
    for comparison in settings["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        for level, (m, u) in zip(levels, M_AND_U[comparison["output_column_name"]], strict=True):
            level.update(m_probability=m, u_probability=u)
    return settings


FILL = [(f"f{at}", "police", f"BZAQU{at:02d}", f"VROZLI{at:02d}", 1950 + at, 5, 5, "F") for at in range(8)]


def weight(pairs: pl.DataFrame, a: str, b: str) -> float:
    found = pairs.filter(key_a=a, key_b=b)
    assert found.height == 1
    return float(found["weight"].item())


def test_the_weight_of_a_pair_is_the_sum_worked_out_by_hand(tmp_path: Path) -> None:
    people = records(
        ("a", "police", "KVATVO", "ZMEDVI", 1980, 3, 12, "M"),
        ("b", "jail", "KVATVO", "ZMEDVU", 1980, 3, 12, None),
        ("c", "court", "QUEXHI", "ZMEDVI", 1980, 3, 12, "M"),
        *FILL,
    )
    pairs = likely_pairs(people, by_hand(), least=1e-9, spill_to=tmp_path)
    rows = people.height
    odds = log2(chance(people) / (1 - chance(people)))
    # a and b: given name the same, borne by 2 of all records; family name close; birth date the same.
    a_and_b = odds + log2(0.85 / (2 / rows)) + log2(0.06 / 0.002) + log2(0.9 / 0.001)
    assert weight(pairs, "a", "b") == pytest.approx(a_and_b, abs=1e-9)
    # a and c: given names different, family name the same (2 of all records), birth date and sex the same.
    a_and_c = odds + log2(0.04 / 0.9839) + log2(0.9 / (2 / rows)) + log2(0.9 / 0.001) + log2(0.99 / 0.5)
    assert weight(pairs, "a", "c") == pytest.approx(a_and_c, abs=1e-9)
    probability = pairs.filter(key_a="a", key_b="c")["probability"].item()
    assert probability == pytest.approx(2**a_and_c / (1 + 2**a_and_c), abs=1e-9)


def test_the_words_say_which_fields_agree_and_nothing_of_them(tmp_path: Path) -> None:
    people = records(
        ("a", "police", "KVATVO", "ZMEDVI", 1980, 3, 12, "M"),
        ("b", "jail", "ZMEDVI", "KVATVO", 1980, 3, None, None),
        *FILL,
    )
    pairs = likely_pairs(people, by_hand(), least=1e-9, spill_to=tmp_path)
    assert pairs["fields"].to_list() == [
        "given: given and family name changed about; family: not known; "
        "birth: agrees as far as it is known; sex: not known"
    ]


def test_two_spellings_of_one_number_are_not_a_pair_and_the_likelier_one_counts(tmp_path: Path) -> None:
    people = records(
        ("a", "police", "KVATVO", "ZMEDVI", 1980, 3, 12, "M"),
        ("a", "police", "KVATVO", "RZOPVE", 1980, 3, 12, "M"),
        ("b", "jail", "KVATVO", "RZOPVE", 1980, 3, 12, "M"),
        *FILL,
    )
    pairs = likely_pairs(people, by_hand(), least=1e-9, spill_to=tmp_path)
    assert pairs.select("key_a", "key_b").rows() == [("a", "b")]
    assert pairs["fields"].item().startswith("given: same; family: same")


def test_the_chance_of_two_records_being_one_person_comes_from_those_alike_in_all() -> None:
    alike = ("jail", "KVATVO", "ZMEDVI", 1980, 3, 12, None)
    people = records(("a", *alike), ("b", *alike), ("c", *alike), *FILL[:5])
    assert chance(people) == pytest.approx(3 / RECALL_OF_SAME_THREE / (8 * 7 / 2))
    assert chance(records(*FILL)) > 0


def test_nothing_is_learnt_from_a_few_records_that_are_alike(tmp_path: Path) -> None:
    assert trained(records(*FILL), most=1000, spill_to=tmp_path) is None
    assert trained(records(), most=1000, spill_to=tmp_path) is None
    alike = [(key, "jail", "KVATVO", "ZMEDVI", 1980, 3, 12, "M") for key in "abcde"]
    assert trained(records(*alike, *FILL), most=1000, spill_to=tmp_path) is None


def jaro_winkler(one: str, other: str) -> float:
    """Winkler 1990, Proceedings of the Section on Survey Research Methods, 354-359, written down plainly.

    As in Winkler's own program, half a letter changed about does not count.
    """
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken, matched = set(), []
    for place, letter in enumerate(one):
        near = range(max(place - reach, 0), min(place + reach + 1, len(other)))
        at = next((spot for spot in near if spot not in taken and other[spot] == letter), None)
        if at is not None:
            taken.add(at)
            matched.append(letter)
    if not matched:
        return 0.0
    turned = sum(a != other[b] for a, b in zip(matched, sorted(taken), strict=True)) // 2
    number = len(matched)
    jaro = (number / len(one) + number / len(other) + (number - turned) / number) / 3
    start = 0
    while start < min(4, len(one), len(other)) and one[start] == other[start]:
        start += 1
    return jaro + start * 0.1 * (1 - jaro) if jaro > 0.7 else jaro


names = some.text(alphabet="AEGIKLMOQUVZ", min_size=1, max_size=9)


@given(names, names)
def test_likeness_of_names_is_the_published_formula(one: str, other: str) -> None:
    with DuckEngine() as engine:
        found = engine.value("select jaro_winkler_similarity($a, $b)", {"a": one, "b": other})
    assert found == pytest.approx(jaro_winkler(one, other), abs=1e-9)
