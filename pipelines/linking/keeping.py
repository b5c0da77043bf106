"""Linking within a refresh: what it starts from on disk, and what is kept of it once all else has gone well."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.building import build_tables
from pipelines.linking.decisions import Decision, as_text, read_decisions, translated, write_decisions
from pipelines.linking.people import LinkingTask, link_people, links_people
from pipelines.pseudonyms import KEY_TABLE, key_mark, pseudonyms, read_or_make_key, read_or_make_next_key
from pipelines.site import Site, SiteFolder
from pipelines.staging import Staged
from release.plan import LinkRange, MatchRate
from warehouse.engine import DuckEngine
from warehouse.versions import UNFINISHED, sync


@dataclass(frozen=True)
class Linked:
    """What linking leaves behind: its model as text, the decisions under the key in force, match rates.

    is_rekeyed: the decisions are under another key than those on disk.
    """

    model: str | None = None
    decisions: tuple[Decision, ...] = ()
    is_rekeyed: bool = False
    matches: tuple[MatchRate, ...] = ()
    ranges: tuple[LinkRange, ...] = ()

    @property
    def text(self) -> str:
        """What the publication depends on; empty without linking."""
        return (self.model or "") + (as_text(self.decisions) if self.decisions else "")


def linking_on_disk(folder: SiteFolder) -> str:
    """As `Linked.text`: what the last refresh left, and what the steward has decided since."""
    kept = Linked(model=read_model_text(folder), decisions=tuple(read_decisions(folder.link_decisions)))
    return kept.text


def read_model_text(folder: SiteFolder) -> str | None:
    path = folder.linking_model
    return path.read_text(encoding="utf-8") if path.exists() else None


def build_people(
    engine: DuckEngine,
    folder: SiteFolder,
    site: Site,
    staged: list[Staged],
    *,
    scratch: Path,
    rotate: bool = False,
) -> Linked:
    """Make the canonical tables, the numbers of one person put together where mappings allow it.

    rotate: all pseudonyms are made with the site's next key.
    """
    old_key = read_or_make_key(site)
    key = read_or_make_next_key(site) if rotate else old_key
    engine.add_frame(KEY_TABLE, pl.DataFrame({"mark": [key_mark(key)]}), temporary=False)
    decisions, saved = read_decisions(folder.link_decisions), read_model_text(folder)
    if not links_people(staged):
        build_tables(engine, staged, key)
        return Linked(model=saved, decisions=tuple(decisions))
    found: list[Linked] = []

    def link(own: DuckEngine) -> None:
        ours = _under_new_key(own, decisions, old_key) if rotate else decisions
        task = LinkingTask(settings=site.linking, decisions=ours, saved=saved, spill_to=scratch)
        model = link_people(own, staged, task)
        found.append(Linked(model=model, decisions=tuple(ours), is_rekeyed=rotate))

    build_tables(engine, staged, key, link)
    return found[0]


def keep_linking(folder: SiteFolder, linked: Linked) -> None:
    """Keep the model, and the decisions under both keys: whichever key is in force, its own are found.

    Called just before the pointer moves, so that being killed at any moment loses no decision.
    """
    if linked.model and linked.model != read_model_text(folder):
        folder.linking_model.parent.mkdir(parents=True, exist_ok=True)
        unfinished = folder.linking_model.with_name(folder.linking_model.name + UNFINISHED)
        unfinished.write_text(linked.model, encoding="utf-8", newline="\n")
        sync(unfinished)
        unfinished.replace(folder.linking_model)
    if linked.is_rekeyed and linked.decisions:
        write_decisions(folder.link_decisions, [*read_decisions(folder.link_decisions), *linked.decisions])


def _under_new_key(engine: DuckEngine, decisions: list[Decision], old_key: bytes) -> list[Decision]:
    if not decisions:
        return []
    known = engine.frame("select number, person_key from pseudonyms")
    numbers: list[str] = known["number"].to_list()
    old = pseudonyms(numbers, old_key)
    return translated(decisions, dict(zip(old, known["person_key"].to_list(), strict=True)))
