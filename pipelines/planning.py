"""The site's settings and what was received, as the plan of a publication."""

from collections.abc import Sequence
from datetime import date

from metrics.declarations import Intervention
from metrics.limits import defaults
from pipelines.building import Account
from pipelines.site import Site
from release.plan import AgencyRecords, LinkRange, MatchRate, Plan
from warehouse.coverage import Coverage


def publication_plan(
    site: Site,
    coverage: Coverage,
    accounted: Sequence[Account],
    matches: Sequence[MatchRate] = (),
    link_ranges: Sequence[LinkRange] = (),
    *,
    version: int,
    published_on: date,
) -> Plan:
    """Everything release and counting need of the site."""
    names = sorted({account.agency for account in accounted})
    widths: dict[str, int] = {role: getattr(site.bands, role) for role in site.roles}
    return Plan(
        version=version,
        published_on=published_on,
        site_name=site.name,
        widths=widths,
        provisional_months=site.provisional_months,
        reference_groups=site.reference_groups.model_dump(),
        population=site.population.model_dump(exclude_defaults=True),
        policies=site.policies,
        interventions=tuple(Intervention(**change.model_dump()) for change in site.interventions),
        caveats=site.caveats,
        limits={**defaults(), **site.limits},
        coverage=coverage,
        matches=tuple(matches),
        missing_limit_percent=site.missing_limit_percent,
        link_ranges=tuple(link_ranges),
        agencies=tuple(record for name in names if (record := _agency(name, coverage, accounted))),
    )


def _agency(name: str, coverage: Coverage, accounted: Sequence[Account]) -> AgencyRecords | None:
    """None when no row of the agency is in use: there is nothing to say how far it reaches."""
    parts = coverage.of_agency(name)
    if not parts:
        return None
    own = [account for account in accounted if account.agency == name]
    return AgencyRecords(
        agency=name,
        covers_from=min((part.first_month for part in parts if part.first_month), default=None),
        covers_to=min(part.cut_off for part in parts),
        received_on=max(part.received_on for part in parts),
        rows=sum(account.in_use for account in own),
        quarantined=sum(account.quarantined - account.corrected for account in own),
        missing_months=tuple(sorted({month for part in parts for month in part.missing_months})),
    )
