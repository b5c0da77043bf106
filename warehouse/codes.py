"""The meanings an agency's codes are translated to, each with its explanation.

The same letters mean different things in different agencies, so an extract mapping says what each
of its codes means here, and the agency's own code is kept beside the meaning. Blank, "unknown",
"refused" and "not collected" are four different things: blank stays empty, the others are codes.
"""

Codes = dict[str, str]

NOT_KNOWN: Codes = {
    "unknown": "asked, and the answer is not known",
    "refused": "asked, and the person did not want to say",
    "not_collected": "the agency does not ask",
}

RACES: Codes = {
    "asian": "Asian",
    "black": "Black or African American",
    "native": "American Indian or Alaska Native",
    "pacific_islander": "Native Hawaiian or Pacific Islander",
    "white": "White",
    "multiple": "more than one",
    "other": "another one",
    **NOT_KNOWN,
}
ETHNICITIES: Codes = {
    "hispanic": "Hispanic or Latino",
    "not_hispanic": "neither Hispanic nor Latino",
    **NOT_KNOWN,
}
SEXES: Codes = {"female": "female", "male": "male", "nonbinary": "neither, or X on the papers", **NOT_KNOWN}
AGE_BANDS: Codes = {
    "under_18": "under 18 years",
    "18_24": "18 to 24",
    "25_34": "25 to 34",
    "35_44": "35 to 44",
    "45_54": "45 to 54",
    "55_and_over": "55 or older",
    **NOT_KNOWN,
}
LANGUAGES: Codes = {"english": "English", "spanish": "Spanish", "other": "another one", **NOT_KNOWN}

RELATIONSHIPS: Codes = {
    "spouse": "married",
    "common_law": "living together as if married",
    "ex_spouse": "divorced",
    "partner": "boyfriend or girlfriend, also of the same sex",
    "ex_partner": "former boyfriend or girlfriend",
    "co_parent": "a child in common, otherwise no couple",
    "family": "parents, children, siblings and other family",
    "other": "none of these",
    **NOT_KNOWN,
}
VIOLENCE_TYPES: Codes = {
    "battering": "a pattern of violence and threats that controls a partner",
    "resistive": "violence of a battered partner who resists",
    "non_battering": "violence outside such a pattern",
    "undetermined": "looked at, and it could not be told",
}
SEVERITIES: Codes = {
    "felony": "felony",
    "gross_misdemeanor": "gross misdemeanor",
    "misdemeanor": "misdemeanor",
    "other": "less than a misdemeanor",
    **NOT_KNOWN,
}
YES_NO: Codes = {"yes": "yes", "no": "no", **NOT_KNOWN}
ROLES: Codes = {"suspect": "suspect", "victim": "victim", "both": "recorded as both"}
CALL_TYPES: Codes = {
    "domestic": "a domestic call",
    "other": "another call",
    "unfounded": "nothing had happened",
    "duplicate": "a second call about the same event",
    "test": "a test of the system",
}
RESPONSES: Codes = {
    "arrest": "arrest",
    "advise": "advice or mediation",
    "separate": "the parties were separated",
    "other": "another response",
    "none": "no response",
}
RISK_LEVELS: Codes = {"low": "low", "medium": "medium", "high": "high", **NOT_KNOWN}
CLEARANCES: Codes = {
    "arrest": "by arrest",
    "death": "the suspect died",
    "declined": "prosecution was declined",
    "extradition_denied": "another state did not hand the suspect over",
    "victim_refused": "closed because the victim did not cooperate",
    "juvenile": "a juvenile, not taken into custody",
    "open": "not closed",
    **NOT_KNOWN,
}
RELEASE_TYPES: Codes = {
    "bail": "against bail or bond",
    "recognizance": "on a written promise to appear",
    "court": "by order of the court",
    "time_served": "the sentence was served",
    "transferred": "to another jail or agency",
    "other": "in another way",
    **NOT_KNOWN,
}
DECISIONS: Codes = {
    "charged": "at least one charge was filed",
    "declined": "no charge was filed",
    "diverted": "sent to a program instead of court",
    "returned": "sent back for more information; no decision yet",
}
DECLINE_KINDS: Codes = {
    "victim": "the victim did not want it, or was not found",
    "evidence": "not enough evidence",
    "self_defence": "the suspect defended himself or herself",
    "interest_of_justice": "in the interest of justice",
    "other": "another reason",
    **NOT_KNOWN,
}
DISMISSAL_KINDS: Codes = {
    "victim": "the victim did not appear or did not want it",
    "evidence": "not enough evidence, or no probable cause",
    "time": "not brought to trial in time",
    "other": "another reason",
    **NOT_KNOWN,
}
DISPOSITIONS: Codes = {
    "convicted": "convicted of at least one charge, by plea or verdict",
    "acquitted": "tried and not convicted of any charge",
    "dismissed": "all charges were dismissed",
    "diverted": "ended by a program or a stay",
    "pled_on_other_case": "dropped because of a plea in another case or on another count",
    "other": "ended in another way",
}
DISCHARGES: Codes = {
    "successful": "ended as ordered",
    "revoked_technical": "revoked for a breach of conditions",
    "revoked_new_offence": "revoked for a new offence",
    "unsuccessful": "ended without success and without revocation",
    "transferred": "handed to another county, agency or period",
    "died": "the person died",
    "other": "ended in another way",
    **NOT_KNOWN,
}
SUPERVISION_LEVELS: Codes = {
    "intensive": "a caseload of its own for domestic violence, or the closest level",
    "high": "high",
    "medium": "medium",
    "low": "low",
    "administrative": "by mail or not at all",
    **NOT_KNOWN,
}
VIOLATION_KINDS: Codes = {
    "contact": "contact with the victim against the order",
    "new_offence": "a new offence",
    "program": "absence from, or put out of, the men's nonviolence program",
    "reporting": "missed appointments or moved away",
    "substances": "alcohol or drugs against the order",
    "weapons": "weapons against the order",
    "other": "another condition",
    **NOT_KNOWN,
}
VIOLATION_RESPONSES: Codes = {
    "warning": "warned",
    "sanction": "a sanction without court, such as closer reporting",
    "hearing": "brought before the court",
    "arrest": "arrested or a warrant asked for",
    "revoked": "revoked",
    "none": "looked at, and nothing was done",
    **NOT_KNOWN,
}
PROGRAM_EXITS: Codes = {
    "completed": "completed",
    "absent": "put out for absence or not taking part",
    "new_violence": "put out for new violence",
    "not_enrolled": "never came to intake",
    "transferred": "to another program",
    "other": "left for another reason, such as illness or jail",
    **NOT_KNOWN,
}
ADVOCACY_MEASURES: Codes = {
    "referred": "victims in arrests, or in high danger, whom the program was told of",
    "contacted": "of these, victims reached",
    "contacted_within_72_hours": "of these, victims reached within 72 hours",
    "served": "victims who got what they asked for",
    "partly_served": "victims who got part of it",
    "not_served": "victims who got nothing of it",
    "high_risk_cases": "high-risk cases taken up by the team",
    "high_risk_repeats": "of these, cases taken up before",
}
FEEDBACK_QUESTIONS: Codes = {
    "felt_safer": "do you feel safer than before the response?",
    "felt_respected": "were you treated with respect?",
    "knew_what_would_happen": "did you know what would happen next?",
    "threatened_over_case": "were you threatened or pressed because of the case?",
}
FEEDBACK_ANSWERS: Codes = {
    "safer": "safer",
    "same": "as before",
    "less_safe": "less safe",
    "yes": "yes",
    "partly": "partly",
    "no": "no",
    "no_answer": "left open",
}
POPULATION_BREAKDOWNS: Codes = {
    "all": "all residents",
    "sex": "by sex",
    "race": "by race",
    "ethnicity": "by ethnicity",
    "age_band": "by age",
    "district": "by district of the site",
}
