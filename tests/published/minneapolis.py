"""Minneapolis Domestic Violence Experiment: assigned and delivered response, typed in as counts.

Without "other" 314 cases: 92 assigned arrest, 222 assigned not to be arrested. The treatment of the source is
not being arrested. New incidents: 47 of the 222 and 9 of the 92.
"""

from collections.abc import Callable

from metrics.delivery import Arm, first_stage, intention_to_treat, wald
from metrics.rates import Estimate, share
from tests.published.figure import Figure

SOURCE = "Angrist and Pischke 2014, Mastering 'Metrics, tables 3.3 and 3.4; Sherman and Berk 1984"
NOT_ARRESTED = Arm(people=222, treated=84 + 5 + 5 + 83, events=47)
ARRESTED = Arm(people=92, treated=1, events=9)


def _value(found: Estimate | None) -> float:
    assert found is not None
    return found.value


def _figure(name: str, what: str, published: float, method: str, ours: Callable[[], float]) -> Figure:
    return Figure(
        id=f"minneapolis_{name}",
        what=f"Minneapolis: {what}",
        source=SOURCE,
        published=published,
        decimals=3,
        method=method,
        ours=ours,
    )


FIGURES = (
    _figure(
        "not_arrested",
        "share not arrested of those assigned not to be",
        0.797,
        "rates.share",
        lambda: _value(share(NOT_ARRESTED.treated, NOT_ARRESTED.people)),
    ),
    _figure(
        "not_arrested_although_assigned",
        "share not arrested of those assigned arrest",
        0.011,
        "rates.share",
        lambda: _value(share(ARRESTED.treated, ARRESTED.people)),
    ),
    _figure(
        "first_stage",
        "first stage of the assignment",
        0.786,
        "delivery.first_stage",
        lambda: _value(first_stage(NOT_ARRESTED, ARRESTED)),
    ),
    _figure(
        "intention_to_treat",
        "effect of the intention on new incidents",
        0.114,
        "delivery.intention_to_treat",
        lambda: _value(intention_to_treat(NOT_ARRESTED, ARRESTED)),
    ),
    _figure(
        "wald",
        "effect of the delivered response on new incidents",
        0.145,
        "delivery.wald",
        lambda: _value(wald(NOT_ARRESTED, ARRESTED)),
    ),
)
