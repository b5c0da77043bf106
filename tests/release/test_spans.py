"""Before and since a change: which months are on which side, by what is counted of them."""

from datetime import date

from metrics.declarations import Intervention
from metrics.segments import timing_of
from release.before_after import before_after
from release.counts import Counts, count_everything
from release.plan import Plan
from release.released import Release
from tests.drawn import county
from tests.release.made_up import release
from warehouse.coverage import Coverage, TableCoverage

CUT_OFF = date(2026, 7, 31)
CHANGE = Intervention(
    id="a",
    title="t",
    problem="p",
    change="c",
    agencies=("police",),
    starts_on=date(2026, 3, 1),
    indicator="arrest",
    intended_percent=65,
    intended_by=date(2026, 12, 31),
    policy="arrest_when_probable_cause",
    fidelity_target_percent=80,
    balancing=("dual_arrest",),
    ramp_months=2,
)
# One report in January, 2 in February, 4 in March, and so on: every sum of months is a number of its own.
REPORTS = [(month, number) for month in range(1, 7) for number in range(2 ** (month - 1))]


def plan(cut_off: date = CUT_OFF) -> Plan:
    part = TableCoverage(
        agency="police", first_month=date(2026, 1, 1), cut_off=cut_off, received_on=date(2026, 8, 5)
    )
    coverage = Coverage({"incidents": (part,), "incident_parties": (part,)})
    return release(plan={"coverage": coverage, "interventions": (CHANGE,)}).plan


def counted(of: Plan) -> Counts:
    """Both parties of every report are arrested."""
    reports, parties = (
        ["incident_id | occurred_on | probable_cause"],
        ["incident_id|person_key|role|arrested_on|race"],
    )
    for month, number in REPORTS:
        report, day = f"R{month}_{number}", f"2026-0{month}-15"
        reports.append(f"{report} | {day} | yes")
        parties += [f"{report}|{report}{role}|{role}|{day}|white" for role in ("suspect", "victim")]
    tables = {"incidents": "\n".join(reports), "incident_parties": "\n".join(parties)}
    with county(CUT_OFF, **tables) as engine:
        return count_everything(engine, of)


def test_the_months_of_the_ramp_are_counted_neither_before_nor_after() -> None:
    """In everything that is set side by side: indicator, delivery, harms, groups and gaps."""
    counts = counted(plan())
    spans = {**counts.spans, **counts.disparity.gaps}
    names = {measure for measure, _ in spans}
    assert {"arrest", "fidelity_arrest_when_probable_cause", "dual_arrest", "groups_arrest"} <= names
    for (measure, _), span in spans.items():
        if measure.startswith(("delivered_", "repeated_")):
            continue  # of people who could be followed for months
        people = 2 if measure == "decision_dual_arrest" else 1
        assert span.before["out_of"].max() == people * (1 + 2), measure
        assert span.after["out_of"].max() == people * (16 + 32), measure
        assert span.periods_before == 2


def test_two_changes_of_one_day_with_and_without_a_ramp_have_their_own_months() -> None:
    at_once = Intervention(**{**vars(CHANGE), "id": "b", "ramp_months": 0})
    of = plan()
    both = Plan(**{**vars(of), "interventions": (CHANGE, at_once)})
    found = Release(both, counted(both), "working_group")
    assert timing_of(CHANGE) != timing_of(at_once)
    assert before_after(found, "arrest", CHANGE).after == (48, 48)
    assert before_after(found, "arrest", at_once).after == (60, 60)


def test_months_too_young_for_their_outcome_are_in_no_sum() -> None:
    """Whether there was an arrest is known after 30 days: of June, which ends with the data, it is not yet."""
    counts = counted(plan(date(2026, 6, 30)))
    timing = timing_of(CHANGE)
    assert counts.spans["arrest", timing].after["out_of"].max() == 16
    assert counts.spans["arrest", timing].periods_after == 1
    assert counts.spans["fidelity_arrest_when_probable_cause", timing].after["out_of"].max() == 16 + 32
