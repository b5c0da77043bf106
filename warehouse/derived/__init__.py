"""Tables derived at each refresh, in portable SQL: what indicators are expressions over.

Made in order; each may use those before it. `$name` values: `police_first_day` and `police_cut_off`, the
days from and to which the police records are complete; `custody_cut_off` and `program_cut_off`, the last day
to which the jail's or the program's are complete as well.
"""

from warehouse.derived.couples import COUPLES, couples_query
from warehouse.derived.court_and_after import (
    CIVIL_ORDERS,
    COURT_CASES,
    PROGRAM_CASES,
    REFERRED_CASES,
    SUPERVISION_CASES,
    VIOLATION_RESPONSES,
)
from warehouse.derived.declaring import Derived
from warehouse.derived.episodes import EPISODES
from warehouse.derived.following import (
    ARRESTS,
    DISPOSITION_EPISODES,
    EXIT_EPISODES,
    FOLLOWED_REPORTS,
    LANDMARK_EPISODES,
    REPEATED_INCIDENTS,
    followed_query,
)
from warehouse.derived.journeys import CASE_PROGRAMS, CASE_SUPERVISION, JOURNEYS, REFERRALS
from warehouse.derived.people import (
    ARRESTED_PARTIES,
    FIRST_STAYS,
    INCIDENT_OUTCOMES,
    INCIDENT_SUSPECTS,
    KILLINGS,
    PERSONS,
)
from warehouse.derived.police_and_jail import ARRESTED_SUSPECTS, RELEASES, REPORTS

DERIVED = (
    INCIDENT_SUSPECTS,
    FIRST_STAYS,
    INCIDENT_OUTCOMES,
    REFERRALS,
    CASE_SUPERVISION,
    CASE_PROGRAMS,
    JOURNEYS,
    REPEATED_INCIDENTS,
    FOLLOWED_REPORTS,
    ARRESTS,
    EPISODES,
    DISPOSITION_EPISODES,
    EXIT_EPISODES,
    LANDMARK_EPISODES,
    COUPLES,
    ARRESTED_PARTIES,
    REPORTS,
    ARRESTED_SUSPECTS,
    RELEASES,
    REFERRED_CASES,
    COURT_CASES,
    SUPERVISION_CASES,
    VIOLATION_RESPONSES,
    PROGRAM_CASES,
    CIVIL_ORDERS,
    KILLINGS,
    PERSONS,
)

__all__ = ["DERIVED", "PERSONS", "Derived", "couples_query", "followed_query"]
