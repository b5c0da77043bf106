"""The meanings an agency's codes are translated to.

The same letters mean different things in different agencies, so an extract mapping says what each
of its codes means here, and the agency's own code is kept beside the meaning. Blank, "unknown",
"refused" and "not collected" are four different things: blank stays empty, the others are codes.
"""

NOT_KNOWN = ("unknown", "refused", "not_collected")

RACES = (
    "asian",
    "black",
    "native",
    "pacific_islander",
    "white",
    "multiple",
    "other",
    *NOT_KNOWN,
)
ETHNICITIES = ("hispanic", "not_hispanic", *NOT_KNOWN)
SEXES = ("female", "male", "nonbinary", *NOT_KNOWN)
AGE_BANDS = ("under_18", "18_24", "25_34", "35_44", "45_54", "55_and_over", *NOT_KNOWN)
LANGUAGES = ("english", "spanish", "other", *NOT_KNOWN)

RELATIONSHIPS = (
    "spouse",
    "common_law",
    "ex_spouse",
    "partner",
    "ex_partner",
    "co_parent",
    "family",
    "other",
    *NOT_KNOWN,
)
VIOLENCE_TYPES = ("battering", "resistive", "non_battering", "undetermined")
SEVERITIES = ("felony", "gross_misdemeanor", "misdemeanor", "other", *NOT_KNOWN)
YES_NO = ("yes", "no", *NOT_KNOWN)
ROLES = ("suspect", "victim", "both")
CALL_TYPES = ("domestic", "other", "unfounded", "duplicate", "test")
RESPONSES = ("arrest", "advise", "separate", "other", "none")
RISK_LEVELS = ("low", "medium", "high", *NOT_KNOWN)
CLEARANCES = (
    "arrest",
    "death",
    "declined",
    "extradition_denied",
    "victim_refused",
    "juvenile",
    "open",
    *NOT_KNOWN,
)
RELEASE_TYPES = ("bail", "recognizance", "court", "time_served", "transferred", "other", *NOT_KNOWN)
DECISIONS = ("charged", "declined", "diverted", "returned")
DISPOSITIONS = ("convicted", "acquitted", "dismissed", "diverted", "pled_on_other_case", "other")
