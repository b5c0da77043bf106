"""Did the change do what we intended?"""

from dashboard import filters, intervention_parts, results, session, show, words
from dashboard.answers import delivery
from dashboard.answers import intervention_evidence as evidence
from dashboard.answers import intervention_notes as notes
from dashboard.answers import intervention_tables as tables
from dashboard.answers import interventions as answers
from dashboard.answers.policy_effects import effects


def interventions() -> None:
    """One change at a time: what was intended, how it was carried out, what followed, and what else moved."""
    reader = session.admitted("interventions")
    view = filters.view(*results.choices(reader))
    changes = {row["intervention"]: row for row in results.rows(reader, "interventions")}
    if not changes:
        show.empty(answers.NO_CHANGE)
        return
    change = changes[filters.change(changes, answers.verdict_chip)]
    labels = results.indicators(reader)
    name = words.label(change["indicator"], labels)
    drawn = answers.drawn_district(change, view.district)
    rows = results.series(reader, change["intervention"], drawn)

    show.answer(answers.answer(change, name, drawn))
    intervention_parts.drawn(reader, view, change, rows, (name, drawn))
    show.markup(answers.about_the_change(change))

    show.heading("How sure are we?")
    show.bullets(evidence.evidence(change, rows))
    delivered = results.matrix(reader, change["policy"], view.district, view.period)
    show.heading("Was it carried out?")
    if not change["policy"]:
        show.text(delivery.NO_POLICY)
    else:
        show.text(delivery.fidelity(delivered, change, words.period(view.period)))
        if delivered:
            show.markup(delivery.matrix(delivered))
        show.bullets(effects(results.rows(reader, "policy_effects", policy=change["policy"]), change))
    show.heading("Did anything else get worse?")
    watched = results.rows(reader, "balancing", intervention=change["intervention"])
    show.table_or(tables.balancing(watched, labels), "Nothing is watched beside this change.")
    show.careful_and_counted(
        [*notes.careful(rows, change), *results.caveats(reader)],
        notes.counted(labels.get(change["indicator"]), rows, results.facts(reader)),
    )
