"""Which links make a person, in which order, and which are never made."""

from itertools import permutations

import pytest

from pipelines.linking.clusters import Clusters, How, Link, is_one_slip


def link(pair: str, how: How = "model", weight: float = 10) -> Link:
    return Link(key_a=min(pair), key_b=max(pair), how=how, weight=weight)


def clusters(
    births: dict[str, tuple[str, ...]] | None = None, apart: tuple[str, ...] = (), largest: int = 9
) -> Clusters:
    return Clusters(births=births or {}, apart=[(pair[0], pair[1]) for pair in apart], largest=largest)


def people(made: Clusters) -> list[str]:
    return sorted("".join(sorted(keys)) for _, keys in made.persons())


def test_chains_of_links_are_one_person_named_by_the_smallest_key() -> None:
    made = clusters()
    assert made.join([link("dc"), link("cb"), link("xy")]) == []
    assert people(made) == ["bcd", "xy"]
    assert {made.person(key) for key in "bcd"} == {"b"}
    assert made.person("lonely") == "lonely"


def test_the_order_in_which_links_come_does_not_matter() -> None:
    births = {"a": ("19800101",), "b": ("19800101", "19930504"), "c": ("19930504",)}
    links = [link("ab", weight=12), link("bc", weight=11), link("cd", weight=10), link("ad", weight=9)]
    found = set()
    for order in permutations(links):
        made = clusters(births)
        refused = made.join(order)
        found.add((tuple(people(made)), tuple(refused)))
    assert len(found) == 1


def test_of_links_equally_sure_the_agencies_numbers_say_which_comes_first() -> None:
    births = {"a": ("19800101",), "c": ("19930504",)}
    made = Clusters(births=births, apart=(), largest=9, places={"c": 0, "b": 1, "a": 2})
    assert made.join([link("ab"), link("bc")]) == [link("ab")]
    assert people(made) == ["bc"]


def test_two_different_birth_dates_are_never_put_together_through_a_third() -> None:
    births = {"a": ("19800101",), "b": ("19800101", "19930504"), "c": ("19930504",)}
    made = clusters(births)
    assert made.join([link("ab", weight=12), link("bc", weight=11)]) == [link("bc", weight=11)]
    assert people(made) == ["ab"]


@pytest.mark.parametrize("birth", ["19800102", "19801231", "19081001", "19900101"])
def test_one_slip_or_another_day_of_the_same_year_is_no_different_birth_date(birth: str) -> None:
    births = {"a": ("19800101",), "b": (birth,)}
    made = clusters(births)
    refused = made.join([link("ab")])
    is_same = birth[:4] == "1980" or birth == "19900101"
    assert (refused == []) == is_same


def test_a_steward_may_put_different_birth_dates_together() -> None:
    births = {"a": ("19800101",), "b": ("19930504",)}
    made = clusters(births)
    assert made.join([link("ab", how="steward")]) == []
    assert people(made) == ["ab"]


def test_a_shared_number_does_not_put_different_birth_dates_together() -> None:
    births = {"a": ("19800101",), "b": ("19930504",)}
    assert clusters(births).join([link("ab", how="number")]) == [link("ab", how="number")]


def test_what_a_steward_rejected_stays_apart_also_through_others() -> None:
    made = clusters(apart=("ac",))
    refused = made.join([link("ab", weight=12), link("bc", weight=11)])
    assert (people(made), refused) == (["ab"], [link("bc", weight=11)])


def test_shared_numbers_come_before_likeness() -> None:
    births = {"a": ("19800101",), "b": (), "c": ("19930504",)}
    made = clusters(births)
    refused = made.join([link("bc", weight=40), link("ab", how="number")])
    assert (people(made), refused) == (["ab"], [link("bc", weight=40)])


def test_no_person_has_more_numbers_than_the_site_allows() -> None:
    made = clusters(largest=3)
    refused = made.join([link("ab", weight=4), link("bc", weight=3), link("cd", weight=2)])
    assert (people(made), refused) == (["abc"], [link("cd", weight=2)])


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("19800101", "19800101", True),
        ("19800101", "19810101", True),
        ("19800101", "19080101", True),
        ("19800101", "19810102", False),
        ("19800101", "10800191", False),
        ("19801002", "19800102", True),
    ],
)
def test_a_slip_is_one_wrong_digit_or_two_neighbours_changed_about(
    one: str, other: str, is_one: bool
) -> None:
    assert is_one_slip(one, other) == is_one
    assert is_one_slip(other, one) == is_one
