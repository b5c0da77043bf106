"""Re-arrest after prison in Maryland (Rossi, Berk and Lenihan 1980), 432 men: Cox's model with seven covariates."""

from functools import cache, partial

import polars as pl

from metrics.cox import cox
from tests.published.figure import Figure

SOURCE = (
    "Fox and Weisberg 2011, appendix to An R Companion to Applied Regression (data of Rossi and others 1980)"
)
PUBLISHED = {
    "fin": ("financial aid", -0.379),
    "age": ("age, per year", -0.057),
    "race": ("race, black", 0.314),
    "wexp": ("work experience", -0.150),
    "mar": ("married", -0.434),
    "paro": ("on parole", -0.085),
    "prio": ("per earlier conviction", 0.091),
}


@cache
def _coefficients() -> dict[str, float]:
    from lifelines.datasets import load_rossi

    people = pl.DataFrame(load_rossi().to_dict("list"))
    names = list(PUBLISHED)
    counts = people.group_by(*names, days="week", event=pl.col("arrest") == 1).agg(n=pl.len())
    fitted = cox(counts, names)
    assert fitted is not None
    return dict(zip(names, fitted.coefficients, strict=True))


def _coefficient(name: str) -> float:
    return _coefficients()[name]


FIGURES = tuple(
    Figure(
        id=f"rossi_{name}",
        what=f"Rossi, week of re-arrest: log hazard ratio, {words}",
        source=SOURCE,
        published=published,
        decimals=3,
        method="cox.cox",
        ours=partial(_coefficient, name),
    )
    for name, (words, published) in PUBLISHED.items()
)
