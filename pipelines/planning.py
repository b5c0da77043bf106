"""The site's settings and what was received, as the plan of a publication."""

from collections.abc import Sequence
from datetime import date

from metrics.declarations import Intervention
from pipelines.building import Account
from pipelines.site import Site
from release.plan import AgencyRecords, Plan
from warehouse.coverage import Coverage


def publication_plan(
    site: Site, coverage: Coverage, accounted: Sequence[Account], *, version: int, published_on: date
) -> Plan:
    """Everything release and counting need of the site."""
    widths: dict[str, int] = {role: getattr(site.bands, role) for role in site.roles}
    return Plan(
        version=version,
        published_on=published_on,
        site_name=site.name,
        widths=widths,
        provisional_months=site.provisional_months,
        reference_groups=site.reference_groups.model_dump(),
        policies=site.policies,
        interventions=tuple(Intervention(**change.model_dump()) for change in site.interventions),
        caveats=site.caveats,
        coverage=coverage,
        agencies=tuple(_agency(name, coverage, accounted) for name in sorted({a.agency for a in accounted})),
    )


def _agency(name: str, coverage: Coverage, accounted: Sequence[Account]) -> AgencyRecords:
    tables = [table for table in coverage.tables.values() if table.agency == name]
    own = [account for account in accounted if account.agency == name]
    return AgencyRecords(
        agency=name,
        covers_from=min((table.first_month for table in tables if table.first_month), default=None),
        covers_to=min(table.cut_off for table in tables),
        received_on=max(table.received_on for table in tables),
        rows=sum(account.in_use for account in own),
        quarantined=sum(account.quarantined for account in own),
    )
