"""A county with made-up names, refreshed once, and how well its people were linked."""

import json
from collections import Counter, defaultdict
from pathlib import Path

from pipelines.pseudonyms import pseudonyms, read_or_make_key
from pipelines.refresh import refresh
from pipelines.sample import generate
from pipelines.site import SiteFolder
from tests.sites import NOW, open_warehouse

PEOPLE_CASES = 3_600  # reports that about 3,000 people leave
FEW_CASES = 700
# Whose people are linked by name: the other agencies' files cost a refresh more than the linking.
LINKED_AGENCIES = ("rms_", "referrals", "jail_", "court_")


def named_county(
    folder: Path, *, cases: int = PEOPLE_CASES, seed: int = 1, agencies: tuple[str, ...] = ("",)
) -> SiteFolder:
    """agencies: how the names of the files and mappings begin that are kept; all by default."""
    generate(folder, cases=cases, seed=seed, names=True)
    for place in ("inbox", "extracts"):
        for path in (folder / place).iterdir():
            if not path.name.startswith(agencies):
                path.unlink()
    site = SiteFolder(folder)
    settings = folder / "site.toml"
    settings.write_text(
        'roles = ["working_group"]\n' + settings.read_text(encoding="utf-8"), encoding="utf-8"
    )
    refresh(site, now=NOW)
    return site


def owners_of_numbers(site: SiteFolder) -> dict[str, str]:
    """By pseudonym of a number, whose it truly is."""
    truth = json.loads((site.path / "truth_persons.json").read_text(encoding="utf-8"))
    numbers = [(f"{owner}:{number}", person) for owner, of in truth.items() for number, person in of.items()]
    keys = pseudonyms([number for number, _ in numbers], read_or_make_key(site.settings()))
    return dict(zip(keys, [person for _, person in numbers], strict=True))


def linked_keys(site: SiteFolder) -> list[list[str]]:
    """The keys of each person of more than one, from the links that were made."""
    above: dict[str, str] = {}

    def top(key: str) -> str:
        while key in above:
            key = above[key]
        return key

    with open_warehouse(site) as engine:
        pairs = engine.rows("select key_a, key_b from person_links where status = 'linked'")
        keys = engine.rows("select key_a from person_links union select key_b from person_links")
    for a, b in pairs:
        if top(a) != top(b):
            above[max(top(a), top(b))] = min(top(a), top(b))
    found: dict[str, list[str]] = defaultdict(list)
    for (key,) in keys:
        found[top(key)].append(key)
    return [members for members in found.values() if len(members) > 1]


def precision_and_recall(site: SiteFolder) -> tuple[float, float]:
    """Of the pairs of numbers put together, those of one person; of the pairs of one person, those put together.

    Of all numbers the agencies use for anybody, also those whose rows came without a name or are set aside.
    """
    whose = owners_of_numbers(site)
    made = [Counter(whose[key] for key in members) for members in linked_keys(site)]
    right = sum(pairs(count) for counts in made for count in counts.values())
    every = sum(pairs(sum(counts.values())) for counts in made)
    return right / every, right / _true_pairs(site)


def _true_pairs(site: SiteFolder) -> int:
    truth = json.loads((site.path / "truth_persons.json").read_text(encoding="utf-8"))
    counts = Counter(person for of in truth.values() for person in of.values())
    return sum(pairs(count) for count in counts.values())


def pairs(count: int) -> int:
    return count * (count - 1) // 2
