"""The settings of the made-up site: `site.toml` and what its folder keeps out of version control."""

from typing import Final

from pipelines.sample.planted import ARREST, REPORT_WRITTEN

GITIGNORE: Final = """\
archive/
warehouse/
published/
run/
activity.jsonl
*.lock
app.db
"""

SITE_TOML: Final = f"""\
id = "sample_county"
name = "Sample County (made up)"
time_zone = "America/Chicago"
districts = ["North", "South", "East", "West"]
policies = ["arrest_when_probable_cause"]
caveats = [
    "All data of this county are made up by a program. No person, agency or event in them exists.",
    "The effects seen here were planted, so that anybody can check that the program finds them.",
    "Do not draw conclusions about any real place from these figures.",
]

[reference_groups]
race = "white"
sex = "male"
age_band = "25_34"
strangulation = "no"

[[interventions]]
id = "probable_cause_arrest"
title = "Evidence protocol at the scene"
problem = "Fewer than half of suspects were arrested where probable cause was found, most often because \
statements and injuries were not documented at the scene."
change = "A one-page protocol: photographs, the 911 recording and statements of all witnesses are secured \
at the scene before the decision to arrest."
agencies = ["police", "prosecutor"]
starts_on = {ARREST.change_starts_on}
indicator = "arrest"
intended_percent = 65
intended_by = 2026-03-31
policy = "arrest_when_probable_cause"
fidelity_target_percent = 50
balancing = ["dual_arrest"]

[[interventions]]
id = "report_every_call"
title = "A report on every domestic call"
problem = "One domestic call in three ended without a police report, so nothing reached the next agency."
change = "Dispatch closes a domestic call only with a report number or a written reason."
agencies = ["dispatch", "police"]
starts_on = {REPORT_WRITTEN.change_starts_on}
indicator = "report_written"
intended_percent = 80
intended_by = 2025-09-30
balancing = ["dual_arrest"]
"""
