"""The end of a rotation of the key of pseudonyms: the old key is deleted once the new publication is in force.

Broken off before, the next rotation goes on with the same new key; broken off after, the next refresh sees
by its mark that the warehouse in force was made with the new key, and ends the rotation.
"""

from pipelines.in_force import open_warehouse
from pipelines.linking.decisions import write_decisions
from pipelines.linking.keeping import Linked
from pipelines.pseudonyms import is_of_key, next_key, put_next_key_in_force
from pipelines.site import Site, SiteFolder
from warehouse.versions import Pointer


def end_rotation(folder: SiteFolder, site: Site, linked: Linked) -> None:
    """The new key takes the place of the old one, and decisions under the old one go."""
    put_next_key_in_force(site)
    if linked.decisions:
        write_decisions(folder.link_decisions, list(linked.decisions))


def end_broken_rotation(folder: SiteFolder, site: Site, current: Pointer | None) -> None:
    """Decisions under the old key stay in the file then; they name nobody any more."""
    waiting = next_key(site)
    if waiting is None or current is None:
        return
    with open_warehouse(folder, current) as engine:
        is_published = is_of_key(engine, waiting)
    if is_published:
        put_next_key_in_force(site)
