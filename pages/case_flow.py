"""Where do cases go, and where do they stop?"""

from charts.curves import curve_figure
from dashboard import filters, flow_parts, results, session, show, words
from dashboard.answers import flow as answers


def case_flow() -> None:
    """Rates at four points, the flow of cases, and how soon charging is decided."""
    reader = session.admitted("case_flow")
    view = filters.view(*results.choices(reader))
    labels = results.indicators(reader)
    flow_parts.drawn(reader, view, labels)

    curve = answers.first_half_year(
        results.rows(reader, "curves", curve="days_to_charge", district=view.district, breakdown="none")
    )
    soon = answers.decision_days(curve, results.waits(reader, view.district, words.WHOLE))
    show.heading("How soon is charging decided?")
    show.text(soon)
    if curve:
        groups, names = {words.ALL: curve}, {words.ALL: answers.DECIDED}
        show.chart(
            curve_figure(
                groups, names, answers.DECIDED, view.curve_frame(240, 300, every=30, **answers.OPEN)
            ),
            curve_figure(
                groups, names, answers.DECIDED, view.narrow_curve_frame(220, every=60, **answers.OPEN)
            ),
            alt=soon,
            key="decided",
        )
    careful = [*answers.CAREFUL, *results.caveats(reader, *answers.FOLLOWED)]
    show.careful_and_counted(careful, answers.counted(labels, results.facts(reader)))
