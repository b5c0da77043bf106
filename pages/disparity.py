"""Is the response the same for everyone?"""

from charts.ratios import ratio_figure
from dashboard import disparity_parts, disparity_words, filters, results, session, show, words
from dashboard.answers import disparity as answers
from dashboard.matching import followed_to


def disparity() -> None:
    """Each group beside a comparison group, at one decision point, and what stands behind the difference."""
    reader = session.admitted("disparity")
    view = filters.view(*results.choices(reader))
    breakdowns = results.disparity_choices(reader)
    if not breakdowns:
        show.empty(answers.NOTHING)
        return
    point, breakdown = filters.decision(breakdowns)
    scope = {"breakdown": breakdown, "district": view.district, "period": view.period}
    everywhere = results.rows(reader, "disparity", **scope)
    rows = [row for row in everywhere if row["decision_point"] == point]
    show.answer(answers.answer(rows, breakdown, point, view.place))
    if rows:
        labels = words.groups(breakdown, [row["group_value"] for row in rows])
        verb = disparity_words.decision_point(point).counted
        show.chart(
            ratio_figure(rows, labels, verb, view.look),
            ratio_figure(rows, labels, verb, view.narrow_look, narrow=True),
            alt=answers.alt(rows, breakdown, point, view.place),
            key="ratios",
        )
        show.note(answers.KEY)
        chosen = disparity_parts.Chosen(reader, view, point, breakdown, rows)
        table = answers.table(rows, breakdown, f"{verb}, {chosen.place}")
        show.numbers(table, name=f"disparity_{point}_{breakdown}", notes=results.notes(reader))
        disparity_parts.behind(chosen)
    else:
        show.empty(answers.OTHER_CHOICE)
    known = [
        *answers.CAREFUL,
        *answers.without_data(list(breakdowns)),
        *results.caveats(reader, *followed_to(point)),
    ]
    show.careful_and_counted([answers.chance(rows, everywhere), *known], answers.counted(point))
