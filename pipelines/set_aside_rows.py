"""Rows of the publication in force that are counted nowhere: how many and why, and the lines themselves."""

from dataclasses import dataclass

from logbook.reports import Quarantine, SetAside
from pipelines.in_force import open_warehouse
from pipelines.site import SiteFolder
from warehouse.versions import Pointer

REJECTED_REMEDY = "Ask the agency to correct the row and to send it again."
# A row that came again, whole, asks for nothing any more.
# A row may be set aside for several reasons; a rejected line has one.
ALL_ASIDE = f"""
    select delivery_number, line_number, 'set_aside' as kind, words as reason, remedy, first_seen
    from quarantine where not is_corrected
    union all
    select r.delivery_number, r.line_number, 'rejected', r.reason, '{REJECTED_REMEDY}', d.received_on
    from rejected_lines as r join deliveries as d on d.number = r.delivery_number"""


@dataclass(frozen=True, kw_only=True)
class AsideLine:
    """A line of a delivery, with everything that is wrong with it."""

    delivery_number: int
    line_number: int
    reason: str
    remedy: str


def quarantine(folder: SiteFolder, current: Pointer | None) -> Quarantine:
    """Numbers of rows by file and reason, the most frequent first."""
    if current is None:
        return Quarantine(version=None, reasons=())
    with open_warehouse(folder, current) as engine:
        found = engine.rows(f"""
            select d.agency, d.file_name, a.kind, a.reason, a.remedy,
                   count(distinct a.line_number) as n, cast(min(a.first_seen) as varchar)
            from ({ALL_ASIDE}) as a join deliveries as d on d.number = a.delivery_number
            group by all order by d.agency, n desc, d.file_name, a.reason""")
    names = ("agency", "file", "kind", "reason", "remedy", "rows", "first_seen")
    return Quarantine(
        version=current.version,
        reasons=tuple(SetAside(**dict(zip(names, row, strict=True))) for row in found),
    )


def aside_lines(folder: SiteFolder, current: Pointer, agency: str) -> list[AsideLine]:
    """Every line of one agency that is counted nowhere, in the order of its files."""
    with open_warehouse(folder, current) as engine:
        found = engine.rows(
            f"""
            select a.delivery_number, a.line_number, string_agg(distinct a.reason, '; ' order by a.reason),
                   string_agg(distinct a.remedy, ' ' order by a.remedy)
            from ({ALL_ASIDE}) as a join deliveries as d on d.number = a.delivery_number
            where d.agency = $agency group by 1, 2 order by 1, 2""",
            {"agency": agency},
        )
    names = ("delivery_number", "line_number", "reason", "remedy")
    return [AsideLine(**dict(zip(names, row, strict=True))) for row in found]
