"""A small site: three police reports, four people in them, and the mappings of both files."""

from pathlib import Path

from pipelines.site import SiteFolder

SITE = 'id = "small"\nname = "Small County"\ndistricts = ["North", "South"]\n'

INCIDENTS = """
agency = "police"
table = "incidents"
files = ["reports_*.csv"]
covers_to = 2026-09-30
[format]
missing = ["NULL"]
day_formats = ["%m/%d/%Y"]
[columns]
incident_id = "REPORT"
occurred_on = "OCCURRED"
district = "AREA"
relationship = { from = "REL", codes = { SE = "spouse", BG = "partner", RU = "unknown" } }
probable_cause = { from = "PC", codes = { Y = "yes", N = "no" } }
[ignored]
headings = ["CLERK_NOTE"]
"""

PARTIES = """
agency = "police"
person_numbers = "county"
table = "incident_parties"
files = ["people_*.csv"]
covers_to = 2026-09-30
[columns]
incident_id = "REPORT"
person_key = "PERSON"
role = { from = "ROLE", codes = { S = "suspect", V = "victim" } }
arrested_on = "ARRESTED"
[ignored]
headings = []
"""

REPORTS = """REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE
R1,09/01/2026,North,SE,Y,
R2,09/02/2026,South,BG,N,"two
lines, one cell"
R3,09/03/2026,North,NULL,Y,
"""

PEOPLE = """REPORT,PERSON,ROLE,ARRESTED
R1,P1,S,2026-09-01
R1,P2,V,
R2,P3,S,
R3,P1,S,2026-09-04
"""


def small_site(
    folder: Path,
    *,
    site: str = SITE,
    mappings: dict[str, str] | None = None,
    files: dict[str, str | bytes] | None = None,
) -> SiteFolder:
    """Make a site. Without arguments: three police reports and four people in them."""
    (folder / "extracts").mkdir(parents=True)
    (folder / "inbox").mkdir()
    (folder / "site.toml").write_text(site, encoding="utf-8")
    for name, text in (mappings or {"incidents": INCIDENTS, "people": PARTIES}).items():
        (folder / "extracts" / f"{name}.toml").write_text(text, encoding="utf-8")
    for name, content in (files or {"reports_1.csv": REPORTS, "people_1.csv": PEOPLE}).items():
        drop(SiteFolder(folder), name, content)
    return SiteFolder(folder)


def drop(site: SiteFolder, name: str, content: str | bytes) -> None:
    """Put a file into the inbox."""
    data = content.encode() if isinstance(content, str) else content
    (site.inbox / name).write_bytes(data)
