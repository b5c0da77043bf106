"""What the steward's page is told of links in doubt, and of what was decided."""

from logbook.reports import Link, LinkDecision, Links
from pipelines.linking.decisions import Decided, Decision, read_decisions
from pipelines.linking.doubtful import Doubtful, NobodyLinked, links_made
from pipelines.site import SiteFolder

MOST = 500  # of each kind; nobody decides more at a sitting
AS_PUBLISHED: dict[Decided, str] = {"accept": "linked", "reject": "rejected"}


def links_report(folder: SiteFolder) -> Links:
    """Raises Refused when the list of decisions is damaged; where nobody is linked by name, the report says so."""
    decisions = read_decisions(folder.link_decisions)
    try:
        links, why_none = links_made(folder, "status = 'doubtful' or how = 'steward'"), ""
    except NobodyLinked as nobody:
        links, why_none = [], " ".join(f"{problem.what} {problem.remedy}" for problem in nobody.problems)
    decided = {item.pair for item in decisions}
    waiting = [item for item in links if item.status == "doubtful" and item.pair not in decided]
    published = {item.pair: item.status for item in links if item.how == "steward"}
    latest = sorted(decisions, key=lambda item: item.decided_at, reverse=True)
    return Links(
        why_none=why_none,
        waiting=len(waiting),
        doubtful=tuple(map(_link, waiting[:MOST])),
        decisions=len(decisions),
        decided=tuple(_decided(item, published) for item in latest[:MOST]),
    )


def _link(item: Doubtful) -> Link:
    return Link(
        key_a=item.key_a,
        key_b=item.key_b,
        owner_a=item.owner_a,
        owner_b=item.owner_b,
        probability=item.probability,
        fields=item.fields,
    )


def _decided(item: Decision, published: dict[tuple[str, str], str]) -> LinkDecision:
    return LinkDecision(
        key_a=item.key_a,
        key_b=item.key_b,
        decision=item.decision,
        decided_by=item.decided_by,
        decided_at=item.decided_at,
        is_in_force=published.get(item.pair) == AS_PUBLISHED[item.decision],
    )
