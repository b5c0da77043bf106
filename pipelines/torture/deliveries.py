"""Files that come twice, in another order, overlapping, late, or not at all."""

import random
from collections.abc import Callable
from pathlib import Path

from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.summary import summary
from pipelines.torture.county import LATER, NEWER, NOW, Ground
from pipelines.torture.figure import Figure
from pipelines.torture.readers import HEADINGS
from pipelines.torture.small_site import drop, small_site
from pipelines.torture.state import publication
from release.reading import ROLES, open_publication

SEED = 7
MONTHS = range(1, 10)
MISSING = 6
EACH_MONTH = 12


def equal_contents(ground: Ground) -> list[Figure]:
    """Each way of sending the same records, and whether the publication says the same."""
    ways: dict[str, Callable[[SiteFolder], None]] = {
        "the same delivery twice, the second time under another name": _twice,
        "rows reordered": _reordered,
        "overlapping deliveries": _overlapping,
    }
    figures = [
        _compared(ground, what, change, ground.fresh(change.__name__)) for what, change in ways.items()
    ]
    late = "out of order: the later month first"
    return [*figures, _compared(ground, late, _out_of_order(ground), ground.fresh("late", first=True))]


def _compared(ground: Ground, what: str, change: Callable[[SiteFolder], None], site: SiteFolder) -> Figure:
    change(site)
    ended = ground.refresh(site)
    is_equal = ended.how in ("published", "unchanged") and publication(site).content == ground.after.content
    return Figure(
        what=what,
        measured="equal content" if is_equal else f"{ended.how}, other content {ended.words}".strip(),
        wanted="equal content",
        faults=() if is_equal else (f"{what}: {ended.how} {ended.words}",),
    )


def _twice(site: SiteFolder) -> None:
    for path in list(site.inbox.glob(NEWER)):
        again = path.with_name(path.name.replace("_to_", "_to_again_to_"))
        again.write_bytes(path.read_bytes())


def _reordered(site: SiteFolder) -> None:
    lot = random.Random(SEED)  # noqa: S311 - an order, not a secret
    for path in site.inbox.glob(f"{NEWER}csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lot.shuffle(rows)
        path.write_text(head + "".join(rows), encoding="utf-8", newline="")


def _overlapping(site: SiteFolder) -> None:
    """The newer file once more as a third one, in which only its first half came."""
    for path in list(site.inbox.glob(f"{NEWER}csv")):
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        half = path.with_name(path.name.replace("_to_", "_to_half_to_"))
        half.write_text("".join(rows[: 1 + len(rows) // 2]), encoding="utf-8", newline="")


def _out_of_order(ground: Ground) -> Callable[[SiteFolder], None]:
    def later_month_first(site: SiteFolder) -> None:
        earlier = {path.name: path.read_bytes() for path in site.inbox.iterdir()}
        for name in earlier:
            (site.inbox / name).unlink()
        for path in (ground.template / "inbox").glob(NEWER):
            (site.inbox / path.name).write_bytes(path.read_bytes())
        ended = ground.refresh(site, now=NOW)
        if ended.how != "published":
            raise AssertionError(f"Not published [{ended.how}: {ended.words}]")
        for name, content in earlier.items():
            (site.inbox / name).write_bytes(content)

    return later_month_first


def partial(work: Path) -> Figure:
    """Nine months of reports, of which one never came: told to the steward, and no reader sees a zero."""
    site = small_site(work / "partial")
    reports, people = _nine_months()
    drop(site, "reports_1.csv", HEADINGS + reports)
    drop(site, "people_1.csv", "REPORT,PERSON,ROLE,ARRESTED\n" + people)
    outcome = refresh(site, now=LATER)
    faults = [] if f"2026-{MISSING:02}" in summary(outcome, "Small County") else ["the steward is not told"]
    shown = {
        row["shown"]
        for role in ROLES
        for row in open_publication(site.path, role).table("rates")
        if _is_hit(row)
    }
    faults += [f"readers see {sorted(shown)}"] if shown != {"no_data"} else []
    return Figure(
        what="a month that did not come",
        measured="told, and held back everywhere" if not faults else "; ".join(faults),
        wanted="flagged; affected indicators held back, not zero",
        faults=tuple(faults),
    )


def _nine_months() -> tuple[str, str]:
    numbers = [(month, day) for month in MONTHS if month != MISSING for day in range(1, EACH_MONTH + 1)]
    reports = [f"R{m}-{d},{m:02}/{d:02}/2026,North,SE,Y,\n" for m, d in numbers]
    people = [f"R{m}-{d},P{m}-{d},S,2026-{m:02}-{d:02}\n" for m, d in numbers]
    return "".join(reports), "".join(people)


def _is_hit(row: dict[str, object]) -> bool:
    """Whether a rate is of a month or quarter that the missing month lies in."""
    begins, ends = str(row["period_from"]), str(row["period_to"])
    return row["grain"] in ("month", "quarter") and begins <= f"2026-{MISSING:02}-15" <= ends
