"""Where the catalogue's indicators come from, and when they were last looked at together."""

from datetime import date

BLUEPRINT = "Blueprint for Safety (Praxis International)"
NIBRS = "NIBRS user manual (FBI)"
PROSECUTION = "Prosecutorial Performance Indicators; Justice Counts"
COURTS = "CourTools (National Center for State Courts)"
JUSTICE_COUNTS = "Justice Counts (Bureau of Justice Assistance)"
LETHALITY = "Lethality Assessment Program (Maryland Network Against Domestic Violence)"
HIGH_RISK = "Domestic Violence High Risk Team (Jeanne Geiger Crisis Center)"
SAFE_LIVES = "SafeLives, outcomes for victims"
OVW = "OVW semi-annual progress report form"
KAPLAN_MEIER = "Kaplan and Meier 1958"
REVIEWED = date(2026, 11, 22)
