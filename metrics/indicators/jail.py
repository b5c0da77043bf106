"""The jail: what a release holds for the victim, and what follows it before trial."""

from metrics.declarations import Indicator, Measure, Rate
from metrics.indicators.sources import BLUEPRINT, JUSTICE_COUNTS, REVIEWED

NO_CONTACT_AT_RELEASE = Rate(
    id="no_contact_at_release",
    label="No-contact order at first release",
    question="Of the people released after an arrest, how many had a no-contact order?",
    counted="First releases with a no-contact order",
    out_of="First releases after an arrest for an incident, where the jail says whether there was an order",
    unit="release",
    direction="up",
    principle="swift_and_sure",
    accountability="victim",
    caveats=("Some victims ask for contact; an order against their wish is not always safety.",),
    source=BLUEPRINT + ", on conditions of release",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="no_contact_at_release",
        rows="releases",
        day="released_at",
        denominator="no_contact_condition in ('yes', 'no')",
        unknown="""no_contact_condition is null or no_contact_condition in ('unknown', 'refused',
                   'not_collected')""",
        numerator="no_contact_condition = 'yes'",
        needs=("custody",),
        fields=("custody.no_contact_condition", "custody.incident_id"),
    ),
)

TOLD_BEFORE_RELEASE = Rate(
    id="told_before_release",
    label="Victims told before the release",
    question="Before people were released, how often was the victim told?",
    counted="First releases of which the victim was told before",
    out_of="First releases after an arrest for an incident",
    unit="release",
    direction="up",
    principle="help_and_accountability",
    accountability="victim",
    caveats=("A call that nobody answered, or a victim who had not asked to be told, counts as not told.",),
    source=BLUEPRINT + ", on jail notification",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="told_before_release",
        rows="releases",
        day="released_at",
        denominator="true",
        numerator="coalesce(victim_notified_at < released_at, false)",
        needs=("custody",),
        fields=("custody.victim_notified_at", "custody.incident_id"),
    ),
)

PRETRIAL_VIOLATION = Rate(
    id="pretrial_violation",
    label="Violation or new arrest before trial",
    question="Of the people released, how many violated the release or were arrested again within {limit} days?",
    counted="Of these, people with a violation of the release, or an arrest for a later incident, no later than "
    "{limit} days after it and before the case ended",
    out_of="People released before trial, at least {limit} days before the data end",
    unit="release",
    direction="down",
    principle="patterned_crime",
    accountability="offender",
    caveats=("A case that ends within these days leaves less time for a violation before its end.",),
    source=BLUEPRINT + "; " + JUSTICE_COUNTS + ", pretrial",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="pretrial_violation",
        rows="releases",
        day="released_at",
        denominator="""coalesce(pretrial_ended_on >= day_of(released_at), true)
                       and days_between(day_of(released_at), $cut_off) >= $limit""",
        numerator="""coalesce(violated_on <= coalesce(pretrial_ended_on, violated_on)
                              and days_between(day_of(released_at), violated_on) <= $limit, false)
                     or coalesce(rearrested_on <= coalesce(pretrial_ended_on, rearrested_on)
                                 and days_between(day_of(released_at), rearrested_on) <= $limit, false)""",
        needs=("custody", "incidents", "prosecutions", "violations"),
        uses=("incident_parties", "dispositions"),
        fields=("custody.incident_id",),
        limit="pretrial_violation",
    ),
)

INDICATORS: tuple[Indicator, ...] = (NO_CONTACT_AT_RELEASE, TOLD_BEFORE_RELEASE, PRETRIAL_VIOLATION)
