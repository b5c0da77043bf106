"""The model of how two records of one person differ: fields, levels of likeness, and how they are compared.

Fellegi and Sunter 1969, Journal of the American Statistical Association 64, 1183-1210, as Splink does it:
each level of likeness has a share among pairs of one person (m) and among pairs of different people (u).
"""

from typing import Any

CLOSE = 0.9  # Jaro-Winkler likeness of names with a slip of the pen
SHORTEST = 3  # letters of a given name cut short that still say something

_SWAPPED = "given_l = family_r and family_l = given_r"
_WHOLE_DATE = "born_l is not null and born_r is not null"
_EITHER_DAY_UNKNOWN = "(birth_day_l is null or birth_day_r is null)"
_MONTHS_AGREE = "(birth_month_l = birth_month_r or birth_month_l is null or birth_month_r is null)"
_CUT = (
    f"least(length(given_l), length(given_r)) >= {SHORTEST} "
    "and (starts_with(given_l, given_r) or starts_with(given_r, given_l))"
)

# Words for the steward, by field and level; the first level of a field is "not known".
LEVELS: dict[str, tuple[tuple[str, str], ...]] = {
    "given": (
        ("given_l is null or given_r is null", "not known"),
        ("given_l = given_r", "same"),
        (_SWAPPED, "given and family name changed about"),
        (_CUT, "one is cut short"),
        (f"jaro_winkler_similarity(given_l, given_r) >= {CLOSE}", "close"),
        ("ELSE", "different"),
    ),
    # Two names changed about are told by the given name; the family name adds nothing to it.
    "family": (
        (f"family_l is null or family_r is null or ({_SWAPPED} and given_l <> given_r)", "not known"),
        ("family_l = family_r", "same"),
        (f"jaro_winkler_similarity(family_l, family_r) >= {CLOSE}", "close"),
        ("ELSE", "different"),
    ),
    "birth": (
        ("birth_year_l is null or birth_year_r is null", "not known"),
        ("born_l = born_r", "same"),
        (
            f"{_WHOLE_DATE} and birth_year_l = birth_year_r "
            "and birth_month_l = birth_day_r and birth_day_l = birth_month_r",
            "month and day changed about",
        ),
        (f"{_WHOLE_DATE} and damerau_levenshtein(born_l, born_r) <= 1", "one digit differs"),
        (
            f"birth_year_l = birth_year_r and {_EITHER_DAY_UNKNOWN} and {_MONTHS_AGREE}",
            "agrees as far as it is known",
        ),
        (
            "birth_year_l = birth_year_r or (birth_month_l = birth_month_r and birth_day_l = birth_day_r)",
            "partly the same",
        ),
        ("ELSE", "different"),
    ),
    "sex": (
        ("sex_l is null or sex_r is null", "not known"),
        ("sex_l = sex_r", "same"),
        ("ELSE", "different"),
    ),
}
FREQUENT = ("given", "family")  # a rare name says more than a frequent one

# Pairs are compared only where they agree on one of these; nobody can compare everyone with everyone.
BLOCKING = (
    "l.given = r.given and l.family = r.family",
    "l.given = r.family and l.family = r.given",
    "l.born = r.born and substr(l.family, 1, 2) = substr(r.family, 1, 2)",
    "l.born = r.born and substr(l.given, 1, 2) = substr(r.given, 1, 2)",
    "l.family = r.family and l.birth_year = r.birth_year and substr(l.given, 1, 1) = substr(r.given, 1, 1)",
    "l.family = r.family and l.birth_month = r.birth_month and l.birth_day = r.birth_day",
    "l.given = r.given and l.birth_year = r.birth_year and l.birth_month = r.birth_month",
)
SAME_THREE = "l.given = r.given and l.family = r.family and l.born = r.born"
SAME_NAMES = "l.given = r.given and l.family = r.family"
SAME_BIRTH = "l.born = r.born"


def untrained() -> dict[str, Any]:
    """Splink's settings before training."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "place",
        "comparisons": [_comparison(field) for field in LEVELS],
        "blocking_rules_to_generate_predictions": list(BLOCKING),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": ["key"],
    }


def _comparison(field: str) -> dict[str, Any]:
    levels: list[dict[str, Any]] = []
    for condition, words in LEVELS[field]:
        level: dict[str, Any] = {"sql_condition": condition, "label_for_charts": words}
        if not levels:
            level["is_null_level"] = True
        if words == "same" and field in FREQUENT:
            level["tf_adjustment_column"] = field
        levels.append(level)
    return {"output_column_name": field, "comparison_levels": levels}
