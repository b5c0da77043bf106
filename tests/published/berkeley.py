"""Admissions to Berkeley in 1973: men ahead in all departments together, women in most of them apart."""

import polars as pl

from metrics.risk_ratios import risk_ratio
from metrics.stratified import Stratum, mantel_haenszel, odds_ratio
from tests.published.figure import Figure
from tests.sites import REAL_DATA

SOURCE = "Bickel, Hammel and O'Connell 1975, Science 187, 398-404; R's UCBAdmissions and mantelhaen.test"
FOLDER = "ucb_admissions"
BY_DEPARTMENT = {"A": 0.349, "B": 0.803, "C": 1.133, "D": 0.921, "E": 1.222, "F": 0.828}


def departments() -> dict[str, Stratum]:
    """Admitted and applied, men then women, by department."""
    rows = pl.read_csv(REAL_DATA / FOLDER / "ucb_admissions.csv")
    found = {}
    for name in BY_DEPARTMENT:
        cells = {(row["Admit"], row["Gender"]): row["Freq"] for row in rows.filter(Dept=name).to_dicts()}
        men, women = cells[("Admitted", "Male")], cells[("Admitted", "Female")]
        found[name] = (men, men + cells[("Rejected", "Male")], women, women + cells[("Rejected", "Female")])
    return found


def pooled() -> Stratum:
    strata = departments().values()
    men, applied, women, women_applied = (sum(cells) for cells in zip(*strata, strict=True))
    return men, applied, women, women_applied


def _odds(strata: list[Stratum]) -> float:
    found = odds_ratio(strata)
    assert found is not None
    return found.value


def _turned() -> float:
    """1 where all together and department by department point in different directions."""
    alone, alike = risk_ratio(*pooled()), mantel_haenszel(list(departments().values()))
    assert alone is not None
    assert alike is not None
    return float((alone.value - 1) * (alike.value - 1) < 0 and alone.low > 1)


FIGURES = (
    *(
        Figure(
            id=f"berkeley_{name}",
            what=f"Berkeley admissions: {words}",
            source=SOURCE,
            published=published,
            decimals=0,
            method="berkeley.pooled",
            ours=lambda at=at: float(pooled()[at]),  # type: ignore[misc]
            needs=FOLDER,
        )
        for at, (name, words, published) in enumerate(
            (
                ("men_admitted", "men admitted", 1198.0),
                ("men", "men who applied", 2691.0),
                ("women_admitted", "women admitted", 557.0),
                ("women", "women who applied", 1835.0),
            )
        )
    ),
    Figure(
        id="berkeley_pooled",
        what="Berkeley admissions: odds ratio of men to women, all departments together",
        source=SOURCE,
        published=1.84,
        decimals=2,
        method="stratified.odds_ratio",
        ours=lambda: _odds([pooled()]),
        needs=FOLDER,
    ),
    *(
        Figure(
            id=f"berkeley_{name.lower()}",
            what=f"Berkeley admissions: odds ratio of men to women in department {name}",
            source=SOURCE,
            published=published,
            decimals=3,
            method="stratified.odds_ratio",
            ours=lambda name=name: _odds([departments()[name]]),  # type: ignore[misc]
            needs=FOLDER,
        )
        for name, published in BY_DEPARTMENT.items()
    ),
    Figure(
        id="berkeley_mantel_haenszel",
        what="Berkeley admissions: common odds ratio over departments",
        source=SOURCE,
        published=0.905,
        decimals=3,
        method="stratified.odds_ratio",
        ours=lambda: _odds(list(departments().values())),
        needs=FOLDER,
    ),
    Figure(
        id="berkeley_simpson",
        what="Berkeley admissions: the direction turns round among like cases (1 is yes)",
        source=SOURCE,
        published=1,
        decimals=0,
        method="stratified.mantel_haenszel",
        ours=_turned,
        needs=FOLDER,
    ),
)
