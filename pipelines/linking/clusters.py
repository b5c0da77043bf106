"""From links between two numbers to persons: the surest links first, and none that cannot be true.

Links are taken in order of how sure they are. One that would put together what a steward rejected, two
clearly different birth dates, or too many numbers is not made; it goes to the steward as doubtful.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

How = Literal["steward", "number", "model"]
RANK: dict[How, int] = {"steward": 0, "number": 1, "model": 2}


@dataclass(frozen=True, kw_only=True)
class Link:
    """Two keys, key_a < key_b, that are to be one person. weight: log2 of the odds, for those of the model."""

    key_a: str
    key_b: str
    how: How
    weight: float = 0.0


@dataclass
class Clusters:
    """Which keys are one person. Keys without any link are persons of their own and are not listed.

    births: the different whole birth dates (YYYYMMDD) of each key. apart: pairs that a steward said are two people.
    places: an order of keys for links that are equally sure; without it they go by the keys themselves.
    """

    births: Mapping[str, tuple[str, ...]]
    apart: Iterable[tuple[str, str]]
    largest: int
    places: Mapping[str, int] = field(default_factory=dict)
    _above: dict[str, str] = field(default_factory=dict)
    _members: dict[str, list[str]] = field(default_factory=dict)
    _strangers: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one, other in self.apart:
            self._strangers.setdefault(one, set()).add(other)
            self._strangers.setdefault(other, set()).add(one)

    def person(self, key: str) -> str:
        """The smallest key of the person."""
        path = []
        while (above := self._above.get(key, key)) != key:
            path.append(key)
            key = above
        for passed in path:
            self._above[passed] = key
        return key

    def members(self, person: str) -> list[str]:
        return self._members.get(person, [person])

    def persons(self) -> Iterable[tuple[str, list[str]]]:
        """Persons of more than one key, with their keys."""
        return self._members.items()

    def join(self, links: Iterable[Link]) -> list[Link]:
        """Make the links, the surest first. Returns those not made because they cannot be true."""
        return [link for link in sorted(links, key=self._turn) if not self._joined(link)]

    def _turn(self, link: Link) -> tuple[int, float, list[int], str, str]:
        places = sorted(self.places.get(key, 0) for key in (link.key_a, link.key_b))
        return RANK[link.how], -round(link.weight, 6), places, link.key_a, link.key_b

    def _joined(self, link: Link) -> bool:
        first, second = sorted((self.person(link.key_a), self.person(link.key_b)))
        if first == second:
            return True
        ours, theirs = self.members(first), self.members(second)
        if self._are_apart(ours, theirs):
            return False
        if link.how != "steward" and not self._is_plausible(ours, theirs):
            return False
        self._above[second] = first
        self._members[first] = [*ours, *theirs]
        self._members.pop(second, None)
        return True

    def _are_apart(self, ours: list[str], theirs: list[str]) -> bool:
        if not self._strangers:
            return False
        others = set(theirs)
        return any(not others.isdisjoint(self._strangers.get(key, ())) for key in ours)

    def _is_plausible(self, ours: list[str], theirs: list[str]) -> bool:
        if len(ours) + len(theirs) > self.largest:
            return False
        one, other = self._usual_births(ours), self._usual_births(theirs)
        agree = (a[:4] == b[:4] or is_one_slip(a, b) for a in one for b in other)
        return not one or not other or any(agree)

    def _usual_births(self, keys: list[str]) -> list[str]:
        """The birth dates that most of the keys speak of; several when they are even."""
        counted = Counter(birth for key in keys for birth in self.births.get(key, ()))
        most = max(counted.values(), default=0)
        return [birth for birth, count in counted.items() if count == most]


def is_one_slip(one: str, other: str) -> bool:
    """One digit differs, or two neighbours are changed about; both texts have the same length."""
    wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) < 2:
        return True
    first, last = wrong[0], wrong[-1]
    return last == first + 1 and one[first] == other[last] and one[last] == other[first]
