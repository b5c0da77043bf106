"""What victims answered: totals of an agency's survey, by year and over the whole, never by person."""

import polars as pl

from metrics.counting import Counter

NO_ANSWER = "no_answer"
FEEDBACK = pl.Schema(
    {
        **dict.fromkeys(("question", "answer", "grain", "period"), pl.String),
        **dict.fromkeys(("counted", "out_of", "answered", "invited"), pl.Int64),
    }
)


def feedback_answers(engine: Counter) -> pl.DataFrame:
    """Per question, answer and year (or whole): counted (gave it), out_of (answered the question), answered
    (sent the form back, this question left open or not) and invited (were asked); null invited is not known.
    """
    frame = engine.frame("""
        with rows as (
            select question, answer, quarter, cast(count as bigint) as given, cast(invited as bigint) as invited
            from feedback_totals
        ), years as (
            select question, answer, cast(year_of(quarter) as varchar) as year, cast(sum(given) as bigint) as given
            from rows group by question, answer, year_of(quarter)
        ), asked as (
            select question, cast(year_of(quarter) as varchar) as year, cast(sum(invited) as bigint) as invited
            from (select question, quarter, max(invited) as invited from rows group by question, quarter) as quarters
            group by question, year_of(quarter)
        )
        select y.question, y.answer, substr(y.year, 1, 4) as period, y.given, a.invited
        from years as y join asked as a on a.question = y.question and a.year = y.year""")
    whole = frame.group_by("question", "answer").agg(pl.col("given", "invited").sum(), period=pl.lit("whole"))
    both = pl.concat([frame, whole], how="diagonal_relaxed")
    of_cell = ["question", "period"]
    is_given = pl.col("answer") != NO_ANSWER
    return (
        both.with_columns(
            counted="given",
            out_of=pl.col("given").filter(is_given).sum().over(of_cell),
            answered=pl.col("given").sum().over(of_cell),
            invited=pl.col("invited").max().over(of_cell),
            grain=pl.when(pl.col("period") == "whole").then(pl.lit("whole")).otherwise(pl.lit("year")),
        )
        .filter(is_given)
        .select(list(FEEDBACK))
        .cast(FEEDBACK)
    )
