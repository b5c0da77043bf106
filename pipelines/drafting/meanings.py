"""What agencies' codes often mean, by column. Declarations only.

A meaning found here is a proposal. Of a short code, such as SE, it is only ever a question: the same
letters mean other things elsewhere.
"""

# Texts that often stand for an empty field. "Unknown" is not one of them: it is an answer.
MISSING = ("NULL", "(null)", "null", "N/A", "n/a", "#N/A", "NA", "-", "--", ".", "None", "NaT", "nan")

# The texts of each meaning, by column, without capitals and marks; * is for every column that has the meaning.
MEANINGS: dict[str, dict[str, str]] = {
    "*": {
        "yes": "y, yes, true, t, 1",
        "no": "n, no, false, f, 0",
        "unknown": "u, unk, unknown, not known, undetermined",
        "refused": "refused, declined to answer, refused to answer",
        "not_collected": "not collected, not asked, not recorded",
        "other": "o, ot, oth, other",
        "felony": "f, fel, felony",
        "gross_misdemeanor": "g, gm, gross misd, gross misdemeanor",
        "misdemeanor": "m, misd, mis, misdemeanor",
    },
    "sex": {
        "female": "f, female, woman",
        "male": "m, male, man",
        "nonbinary": "x, nonbinary, non binary",
    },
    "race": {
        "white": "w, white, caucasian",
        "black": "b, black, african american, black or african american",
        "native": "i, native, american indian, native american, american indian or alaska native",
        "asian": "a, asian",
        "pacific_islander": "p, pacific islander, native hawaiian",
        "multiple": "multiple, multiracial, two or more",
    },
    "ethnicity": {
        "hispanic": "h, hispanic, latino, hispanic or latino",
        "not_hispanic": "n, nh, not hispanic, non hispanic, non latino",
    },
    "language": {
        "english": "e, en, eng, english",
        "spanish": "s, sp, es, spa, spanish",
    },
    "relationship": {
        "spouse": "se, spouse, husband, wife, married",
        "common_law": "cs, common law, common law spouse",
        "ex_spouse": "xs, ex spouse, former spouse, divorced",
        "partner": "bg, hr, boyfriend, girlfriend, boyfriend girlfriend, partner, dating, cohabiting",
        "ex_partner": "xr, ex boyfriend, ex girlfriend, ex partner, former partner, ex relationship",
        "co_parent": "child in common, co parent",
        "family": "pa, sb, ch, of, parent, sibling, child, family, other family",
        "other": "ok, acquaintance, otherwise known",
        "unknown": "ru, relationship unknown",
    },
    "violence_type": {
        "battering": "b, battering",
        "resistive": "r, resistive",
        "non_battering": "n, non battering",
        "undetermined": "u, undetermined",
    },
    "role": {
        "suspect": "s, suspect, offender, defendant, arrestee",
        "victim": "v, victim",
        "both": "b, both, dual",
    },
    "risk_level": {
        "low": "l, low",
        "medium": "m, medium, moderate",
        "high": "h, high, extreme",
    },
    "injury": {
        "no": "none, no injury",
        "yes": "injury, minor, major, serious, b, i, l, m, o, t",
    },
    "clearance": {
        "arrest": "ar, arrest, cleared by arrest, cba",
        "death": "a, death, death of offender",
        "declined": "b, prosecution declined",
        "extradition_denied": "c, extradition denied",
        "victim_refused": "d, victim refused, victim refused to cooperate",
        "juvenile": "e, juvenile, juvenile no custody",
        "open": "n, open, active, not cleared, inactive",
    },
    "initial_type": {
        "domestic": "domestic, domestic violence, dv, domv, domp, domw",
        "duplicate": "dup, dupe, duplicate",
        "unfounded": "unf, unfounded",
        "test": "test",
    },
    "release_type": {
        "bail": "b, bail, bond, cash bond",
        "recognizance": "ror, or, recognizance, own recognizance",
        "court": "court order, by court",
        "time_served": "ts, time served",
        "transferred": "transfer, transferred, other jail",
    },
    "decision": {
        "charged": "filed, charged, f, approved",
        "declined": "declined, decl, d, rejected, no charge",
        "diverted": "diverted, div, diversion",
        "returned": "returned, rtn, further investigation",
    },
    "disposition": {
        "convicted": (
            "convicted, conv, guilty, guilty plea, pled guilty, plea of guilty, pg, glty, guilty jury, "
            "guilty court, guilty verdict, found guilty, nolo contendere"
        ),
        "acquitted": "not guilty, ng, acquitted, acquitted jury, found not guilty",
        "dismissed": (
            "dismissed, dism, dsm, dismissed w o prej, dismissed w prej, nolle prosequi, nolle pros, "
            "nolle, np, dismissed state s motion"
        ),
        "diverted": (
            "diversion, diverted, pre trial diversion, pretrial diversion, stay of adjudication, deferred"
        ),
        "pled_on_other_case": "pled on other case, pled other ct, pled other count, plea other case",
        "other": "transferred, abated, petty",
    },
    "discharge": {
        "successful": "succ, successful, expired, completed",
        "unsuccessful": "unsucc, unsuccessful",
        "revoked_technical": "revoked technical, rev t, revtech",
        "revoked_new_offence": "revoked new offense, rev n",
        "transferred": "xfer, trans out, transferred",
        "died": "dec, deceased, died",
    },
    "level": {
        "intensive": "intensive, max, maximum",
        "high": "high",
        "medium": "medium, med",
        "low": "low, min, minimum",
        "administrative": "admin, administrative, mail in",
    },
    "response": {
        "warning": "warning, verb, verbal, w",
        "sanction": "sanction, s",
        "hearing": "hearing, h, osc",
        "arrest": "arrest, a d, warrant",
        "revoked": "revoked, revocation",
    },
    "kind": {
        "reporting": "ftr, absc, absconded, failure to report",
        "contact": "nco, ofp, contact",
        "program": "pgm, program",
        "new_offence": "new, new offense",
        "substances": "alc, ua, drug, alcohol",
        "other": "oth",
    },
    "exit_reason": {
        "completed": "completed, comp, done, graduated, finished",
        "absent": "absences, absent, awol, dropped out, suspended absences",
        "new_violence": "new violence, new offense",
        "not_enrolled": "no show, never came",
        "transferred": "moved to other program, transferred",
        "other": "in jail, illness",
    },
    "measure": {
        "referred": "referred to us, referred, referrals",
        "contacted": "reached, contacted",
        "contacted_within_72_hours": "reached in 72 hours, contacted in 72 hours",
        "served": "fully served, served",
        "partly_served": "partly served, partially served",
        "not_served": "not served, unserved",
        "high_risk_cases": "high risk cases, high risk",
        "high_risk_repeats": "high risk again, repeat high risk",
    },
}
MEANINGS["final_type"] = MEANINGS["initial_type"]
