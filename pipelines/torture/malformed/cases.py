"""The malformed extracts: what each is, how it ends, and the sentence a clerk is told.

`ends`: "refused" (nothing changes), or rows "loaded, rejected, set aside" of a file that is published. Each
file comes as `case_1` with its ending, for a site that has a publication in force.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from pipelines.torture.malformed import made
from pipelines.torture.small_site import INCIDENTS, PARTIES

HEAD = "REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE\n"
ROWS = "R11,09/11/2026,North,SE,Y,\nR12,09/12/2026,South,BG,N,\n"
GOOD = HEAD + ROWS
MAPPING = INCIDENTS.replace("reports_*.csv", "case_*")
WORKBOOK = MAPPING.replace("[format]", '[format]\nkind = "xlsx"').replace("%m/%d/%Y", "%Y-%m-%d")
PEOPLE = PARTIES.replace("people_*.csv", "case_*").replace(
    "[ignored]", 'age_band = { from_age = "AGE" }\n[ignored]'
)
REFERRALS = """
agency = "prosecutor"
person_numbers = "county"
table = "prosecutions"
files = ["case_*"]
covers_to = 2026-09-30
[columns]
case_id = "CASE"
person_key = "PERSON"
incident_id = "REPORT"
referred_on = "REFERRED"
decided_on = "DECIDED"
decision = { from = "DECISION", codes = { C = "charged" } }
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One malformed extract. `ends`: "refused", or how many rows were loaded, rejected and set aside."""

    id: str
    title: str
    content: str | bytes | Callable[[], bytes]
    ends: str | tuple[int, int, int]
    sentence: str = ""
    ending: str = ".csv"
    mapping: str = field(default=MAPPING, repr=False)

    @property
    def file_name(self) -> str:
        return f"case_1{self.ending}"


def declared(line: str, mapping: str = MAPPING) -> str:
    """The mapping with one more line under [format]."""
    return mapping.replace("[format]", f"[format]\n{line}")


CASES = (
    Case(
        id="01",
        title="empty",
        content="",
        ends="refused",
        sentence="case_1.csv: the file is empty. Ask the agency to send it again.",
    ),
    Case(
        id="02",
        title="headings only",
        content=HEAD,
        ends="refused",
        sentence="case_1.csv: it has headings but no rows. Ask the agency whether the export failed.",
    ),
    Case(
        id="03",
        title="no line of headings",
        content=ROWS,
        ends="refused",
        sentence=(
            "case_1.csv, line 1: this line holds none of the headings agreed (REPORT, OCCURRED, "
            "AREA, REL, PC, CLERK_NOTE). If its line of headings is missing, ask for the file "
            "again; if they changed, correct the mapping."
        ),
    ),
    Case(
        id="04",
        title="cut in the middle of a row",
        content=GOOD + "R13,09/13/20",
        ends="refused",
        sentence=(
            "case_1.csv, line 4: the file breaks off in the middle of this row, so rows behind it "
            "may be missing too. Ask the agency to send it again."
        ),
    ),
    Case(
        id="05",
        title="cut at the end of a row; the last line agreed is not there",
        content=GOOD,
        mapping=declared(r"trailer = '^END OF FILE,(\d+)'"),
        ends="refused",
        sentence=(
            "case_1.csv, last line: it does not say how many rows there are, as agreed; "
            "the file may have been cut. Ask the agency to send it again."
        ),
    ),
    Case(
        id="05b",
        title="rows missing; the last line counts more",
        content=GOOD + '"END OF FILE",1200\n',
        mapping=declared(r"""trailer = '^"END OF FILE",(\d+)'"""),
        ends="refused",
        sentence=(
            "case_1.csv, last line: it speaks of 1,200 rows, but the file has 2. Ask the agency to "
            "send the whole file again."
        ),
    ),
    Case(
        id="05c",
        title="the last line counts the rows, and they are there",
        content=GOOD + "TRAILER|2\n",
        mapping=declared(r"trailer = '^TRAILER\|(\d+)$'"),
        ends=(2, 0, 0),
    ),
    Case(
        id="06",
        title="a quotation mark never closed",
        content=GOOD + 'R13,09/13/2026,"Nor',
        ends="refused",
        sentence=(
            "case_1.csv, line 4 or later: a quotation mark opens a field and is never closed. The "
            "export broke off or a quotation mark is missing; ask for the file again."
        ),
    ),
    Case(
        id="07",
        title="quotation marks inside a field",
        content=GOOD + 'R13,09/13/2026,North,SE,Y,"he said "no" to it"\n',
        ends=(2, 1, 0),
        sentence="Rejected: case_1.csv, line 4: a quotation mark stands in the wrong place.",
    ),
    Case(
        id="07b",
        title="a mark for inches",
        content=GOOD + 'R13,09/13/2026,North,SE,Y,five foot 10"\n',
        ends=(3, 0, 0),
    ),
    Case(
        id="08",
        title="a line end inside a field",
        content=GOOD + 'R13,09/13/2026,North,SE,Y,"one\ntwo"\n',
        ends=(3, 0, 0),
    ),
    Case(
        id="09",
        title="a short row",
        content=HEAD + "R10,09/10/2026\n" + ROWS,
        ends=(2, 1, 0),
        sentence="Rejected: case_1.csv, line 2: the row has too few fields.",
    ),
    Case(
        id="09b",
        title="short rows all through",
        content=HEAD + "R10,09/10/2026\n" * 10_001,
        ends="refused",
        sentence=(
            "case_1.csv: 10,001 of its 10,001 rows cannot be read: they have too few or too many "
            "fields, or quotation marks in the wrong place. Ask the agency whether its export "
            "changed, and compare the delimiter with the mapping."
        ),
    ),
    Case(
        id="10",
        title="a long row",
        content=HEAD + "R10,09/10/2026,North,SE,Y,,,wet\n" + ROWS,
        ends=(2, 1, 0),
        sentence="Rejected: case_1.csv, line 2: the row has too many fields.",
    ),
    Case(
        id="10b",
        title="a long row whose extra fields are empty: nothing is lost",
        content=HEAD + "R10,09/10/2026,North,SE,Y,,,\n" + ROWS,
        ends=(3, 0, 0),
    ),
    Case(
        id="11",
        title="a column twice",
        content=GOOD.replace("PC", "REL", 1),
        ends="refused",
        sentence=(
            "case_1.csv, line 1: the heading REL stands there more than once. Ask the agency to "
            "give each column its own heading."
        ),
    ),
    Case(
        id="12",
        title="a column is missing",
        content="REPORT,AREA,REL,PC,CLERK_NOTE\nR11,North,SE,Y,\n",
        ends="refused",
        sentence=(
            "case_1.csv, line 1: the file has other columns than agreed. Missing: OCCURRED. Ask the "
            "agency whether its export changed; then correct the mapping or the file."
        ),
    ),
    Case(
        id="13",
        title="a column renamed",
        content=GOOD.replace("REL", "RELATION", 1),
        ends="refused",
        sentence=(
            "case_1.csv, line 1: the file has other columns than agreed. Missing: REL. New: "
            "RELATION. Ask the agency whether its export changed; then correct the mapping or the "
            "file."
        ),
    ),
    Case(
        id="14",
        title="columns in another order",
        content="PC,CLERK_NOTE,AREA,REL,OCCURRED,REPORT\nY,,North,SE,09/11/2026,R11\n",
        ends=(1, 0, 0),
    ),
    Case(
        id="15",
        title="a column more",
        content="REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE,WEATHER\nR11,09/11/2026,North,SE,Y,,wet\n",
        ends="refused",
        sentence=(
            "case_1.csv, line 1: the file has other columns than agreed. New: WEATHER. Ask the "
            "agency whether its export changed; then correct the mapping or the file."
        ),
    ),
    Case(
        id="16",
        title="semicolons",
        content=GOOD.replace(",", ";"),
        ends="refused",
        sentence=(
            'case_1.csv, line 1: its fields are divided by ";"; the mapping says ",". Correct the '
            "delimiter in the mapping, or ask for the file as agreed."
        ),
    ),
    Case(
        id="17",
        title="tabs",
        content=GOOD.replace(",", "\t"),
        ends="refused",
        sentence=(
            'case_1.csv, line 1: its fields are divided by a tab; the mapping says ",". Correct the '
            "delimiter in the mapping, or ask for the file as agreed."
        ),
    ),
    Case(
        id="18",
        title="carriage returns only",
        content=GOOD.replace("\n", "\r"),
        ends="refused",
        sentence=(
            "case_1.csv: its lines end in the old Macintosh way (carriage return only). Save it "
            "again with normal line ends."
        ),
    ),
    Case(
        id="19",
        title="mixed line ends",
        content=HEAD.replace("\n", "\r\n") + ROWS,
        ends=(2, 0, 0),
    ),
    Case(id="20", title="UTF-8 with a mark", content=b"\xef\xbb\xbf" + GOOD.encode(), ends=(2, 0, 0)),
    Case(
        id="21",
        title="UTF-16",
        content=GOOD.encode("utf-16"),
        ends="refused",
        sentence=(
            "case_1.csv: this is UTF-16 text. Ask for a CSV file, or declare the format in the mapping."
        ),
    ),
    Case(
        id="22",
        title="Windows-1252, not declared",
        content=(GOOD + "R13,09/13/2026,North,SE,Y,café\n").encode("cp1252"),
        ends="refused",
        sentence=(
            "case_1.csv, line 4: a character is not valid utf-8. Ask which encoding the export uses "
            'and declare it in the mapping (often "cp1252").'
        ),
    ),
    Case(
        id="22b",
        title="Windows-1252, declared",
        content=(GOOD + "R13,09/13/2026,North,SE,Y,café\n").encode("cp1252"),
        mapping=declared('encoding = "cp1252"'),
        ends=(3, 0, 0),
    ),
    Case(
        id="23",
        title="binary zeros",
        content=GOOD + "R13,\0\0\0\n",
        ends="refused",
        sentence=(
            "case_1.csv, line 4: it holds binary zeros, so the file is damaged. Ask the agency to "
            "send it again."
        ),
    ),
    Case(
        id="24",
        title="a log-in page",
        content="<!DOCTYPE html>\n<p>Sign in</p>\n",
        ends="refused",
        sentence=(
            "case_1.csv: this is a web page, probably a log-in page, not data. Download the file "
            "again after signing in."
        ),
    ),
    Case(
        id="25",
        title="a workbook named .csv",
        content=made.good_workbook,
        ends="refused",
        sentence=(
            "case_1.csv: this is an Excel workbook or a zip archive, not text. Ask for a CSV file, "
            "or declare the format in the mapping."
        ),
    ),
    Case(
        id="26",
        title="a zip archive named .xlsx",
        content=lambda: made.archive(reports__csv=GOOD),
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            "case_1.xlsx: this is no Excel workbook (.xlsx). Open it in Excel and save it again as .xlsx."
        ),
    ),
    Case(
        id="27",
        title="a workbook that unpacks to 196 MB",
        content=made.bomb,
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            "case_1.xlsx: it would unpack from 1.0 MB to 196 MB, more than such a file ever needs, "
            "so it was not opened. Ask the agency what it sent; data of this size come as CSV."
        ),
    ),
    Case(
        id="28",
        title="a workbook with a password",
        content=made.with_a_password,
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            "case_1.xlsx: the workbook is protected by a password. Open it in Excel, take the "
            "password away, and save it again as .xlsx."
        ),
    ),
    Case(
        id="29",
        title="the data on the second sheet",
        content=lambda: made.good_workbook(sheets=("Cover", "Data")),
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            "case_1.xlsx: the workbook has the sheets Cover, Data, and the mapping does not say "
            'which holds the data. Add it to the mapping under [format], as sheet = "Data".'
        ),
    ),
    Case(
        id="29b",
        title="the data on the second sheet, which the mapping names",
        content=lambda: made.good_workbook(sheets=("Cover", "Data")),
        ending=".xlsx",
        mapping=declared('sheet = "Data"', WORKBOOK),
        ends=(2, 0, 0),
    ),
    Case(
        id="30",
        title="merged cells in the line of headings",
        content=lambda: made.good_workbook(change=lambda page: page.merge_cells("C1:D1")),
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            "case_1.xlsx: the row of headings has merged cells (C1:D1), so some columns or rows "
            "have no value of their own. Unmerge them in Excel, fill each cell, and save the file "
            "again."
        ),
    ),
    Case(
        id="30b",
        title="merged cells in the data",
        content=lambda: made.good_workbook(change=lambda page: page.merge_cells("A2:A3")),
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            "case_1.xlsx: the data have merged cells (A2:A3), so some columns or rows have no value "
            "of their own. Unmerge them in Excel, fill each cell, and save the file again."
        ),
    ),
    Case(
        id="31",
        title="dates as serials",
        content=HEAD + "R11,46276,North,SE,Y,\n",
        ends="refused",
        sentence=(
            'case_1.csv, column OCCURRED, line 2: the value "99999" is not a date in a declared '
            'format. If it is a spreadsheet\'s count of days, add "serial" to the formats in the '
            "mapping."
        ),
    ),
    Case(
        id="31b",
        title="dates as serials, declared",
        content=HEAD + "R11,46276,North,SE,Y,\n",
        mapping=MAPPING.replace('"%m/%d/%Y"', '"%m/%d/%Y", "serial"'),
        ends=(1, 0, 0),
    ),
    Case(
        id="32",
        title="day and month the other way round",
        content=HEAD + "R11,11/09/2026,North,SE,Y,\nR12,13/09/2026,North,SE,Y,\n",
        ends="refused",
        sentence=(
            'case_1.csv, column OCCURRED, line 3: the value "99/99/9999" is not a date in a '
            "declared format. Correct the file, or add the format to the mapping."
        ),
    ),
    Case(
        id="33",
        title="30 February",
        content=HEAD + "R11,02/30/2026,North,SE,Y,\n",
        ends="refused",
        sentence=(
            'case_1.csv, column OCCURRED, line 2: the value "99/99/9999" is not a date in a '
            "declared format. Correct the file, or add the format to the mapping."
        ),
    ),
    Case(
        id="33b",
        title="the year 0024",
        content=GOOD + "R13,09/13/0024,North,SE,Y,\n",
        ends=(3, 0, 1),
        sentence=(
            "Set aside: 1 in incidents: the incident day is before 1970. Ask the agency which date "
            "is right and to send the record again."
        ),
    ),
    Case(
        id="33c",
        title="the year 2204",
        content=GOOD + "R13,09/13/2204,North,SE,Y,\n",
        ends=(3, 0, 1),
        sentence=(
            "Set aside: 1 in incidents: the incident day is later than the day the file was made. "
            "Ask the agency which date is right and to send the record again."
        ),
    ),
    Case(
        id="34",
        title="a case number as 1.2E+11",
        content=HEAD + "1.2E+11,09/11/2026,North,SE,Y,\n",
        ends="refused",
        sentence=(
            'case_1.csv, column REPORT, line 2: the value "9.9a+99" is a number that a spreadsheet '
            "has shortened, so its last digits are lost. Ask for the column as text, from the "
            "agency's own system."
        ),
    ),
    Case(
        id="34b",
        title="a person number as 1.2E+11",
        content="REPORT,PERSON,ROLE,ARRESTED,AGE\nR1,1.2E+11,S,,30\n",
        mapping=PEOPLE,
        ends="refused",
        sentence=(
            'case_1.csv, column PERSON, line 2: the value "9.9a+99" is a number that a spreadsheet '
            "has shortened, so its last digits are lost. Ask for the column as text, from the "
            "agency's own system."
        ),
    ),
    Case(
        id="35",
        title="zeros lost in front",
        content=HEAD + "00000011,09/11/2026,North,SE,Y,\n12,09/12/2026,North,SE,Y,\n",
        mapping=MAPPING.replace('"REPORT"', '{ from = "REPORT", length = 8 }'),
        ends="refused",
        sentence=(
            'case_1.csv, column REPORT, line 3: the value "99" has not 8 letters or digits, as '
            "agreed. A spreadsheet may have taken zeros off its front; ask for the column as text."
        ),
    ),
    Case(
        id="36",
        title="a code that is not in the list",
        content=HEAD + "R11,09/11/2026,North,XX,Y,\n",
        ends="refused",
        sentence=(
            'case_1.csv, column REL, line 2: the value "XX" is not in the list of codes. Ask the '
            "agency what it means and add it to the codes of this column in the mapping."
        ),
    ),
    Case(
        id="37",
        title="a referral before its incident",
        content="CASE,PERSON,REPORT,REFERRED,DECIDED,DECISION\nK1,P1,R1,2026-08-30,,\n",
        mapping=REFERRALS,
        ends=(1, 0, 0),
        sentence=(
            "Look at: 1 in prosecutions: the referral is earlier than the incident it names. Ask "
            "the prosecutor whether the report number is right; until then the row is in use."
        ),
    ),
    Case(
        id="37b",
        title="a decision before its referral",
        content="CASE,PERSON,REPORT,REFERRED,DECIDED,DECISION\nK1,P1,R1,2026-09-05,2026-09-04,C\n",
        mapping=REFERRALS,
        ends=(1, 0, 1),
        sentence=(
            "Set aside: 1 in prosecutions: the charging decision is earlier than the referral. Ask "
            "the agency which date is right and to send the record again."
        ),
    ),
    Case(
        id="38",
        title="one number with two birth years",
        content="REPORT,PERSON,ROLE,ARRESTED,AGE\nR1,P9,S,,20\nR2,P9,S,,61\n",
        mapping=PEOPLE,
        ends=(2, 0, 0),
        sentence=(
            "Look at: 2 in incident_parties: one person number has ages that no single birth year "
            "explains; two people may share it. Ask the agency whether the number was given twice; "
            "until then its rows count as one person."
        ),
    ),
    Case(
        id="39",
        title="a total at the foot",
        content=GOOD + "TOTAL,,,,,2\n",
        ends=(3, 0, 1),
        sentence=(
            "Set aside: 1 in incidents: the day of the incident is missing. Ask the agency to fill "
            "it in and send the file again."
        ),
    ),
    Case(
        id="39b",
        title="a total at the foot, in the column of dates",
        content=GOOD + "TOTAL,2,,,,\n",
        ends="refused",
        sentence=(
            'case_1.csv, column OCCURRED, line 4: the value "9" is not a date in a declared format. '
            "Correct the file, or add the format to the mapping."
        ),
    ),
    Case(
        id="40",
        title="a formula for a number",
        content=HEAD + '"=HYPERLINK(""http://x"",""R11"")",09/11/2026,North,SE,Y,\n',
        ends="refused",
        sentence=(
            'case_1.csv, column REPORT, line 2: the value "=aaaaaaaaa("aaaa://a","a99")" is a '
            "formula, not a value. Ask for the value itself, as text."
        ),
    ),
    Case(
        id="40b",
        title="a field of 1 MB",
        content=HEAD + "R10,09/10/2026,North,SE,Y," + "x" * 2**20 + "\n" + ROWS,
        ends=(2, 1, 0),
        sentence="Rejected: case_1.csv, line 2: the row is too long.",
    ),
    Case(
        id="41",
        title="an error in a workbook's date",
        content=lambda: made.good_workbook(change=lambda page: made.with_error(page, "B3")),
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            'case_1.xlsx, column OCCURRED, line 3: the value "#DIV/0!" is an error of a '
            "spreadsheet, not a value. Ask the agency to mend the formula and send it again."
        ),
    ),
    Case(
        id="41b",
        title="an error in a workbook's number",
        content=lambda: made.good_workbook(change=lambda page: made.with_error(page, "A3", "#N/A")),
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            'case_1.xlsx, column REPORT, line 3: the value "#N/A" is an error of a spreadsheet, not '
            "a value. Ask the agency to mend the formula and send it again."
        ),
    ),
    Case(
        id="41c",
        title="an error in a workbook, which the mapping sets aside",
        content=lambda: made.good_workbook(change=lambda page: made.with_error(page, "A3", "#REF!")),
        ending=".xlsx",
        mapping=WORKBOOK.replace('"REPORT"', '{ from = "REPORT", unknown = "quarantine" }'),
        ends=(2, 0, 1),
        sentence=(
            "Left empty or set aside: 1 in case_1.xlsx: case_1.xlsx, column REPORT, line 3: the "
            'value "#REF!" is an error of a spreadsheet, not a value. Ask the agency to mend the '
            "formula and send it again."
        ),
    ),
    Case(
        id="41d",
        title="a formula that was never worked out",
        content=lambda: made.workbook(
            made.HEADINGS, ("R11", date(2026, 9, 11), "North", '=IF(1,"SE","BG")', "Y", None)
        ),
        ending=".xlsx",
        mapping=WORKBOOK,
        ends="refused",
        sentence=(
            'case_1.xlsx, column REL, line 2: the value "#NO RESULT!" is an error of a spreadsheet, '
            "not a value. Ask the agency to mend the formula and send it again."
        ),
    ),
    Case(
        id="41e",
        title="an error where it is told whether the row is ours",
        content=GOOD.replace("CLERK_NOTE", "FLAG").replace(",Y,", ",Y,Y").replace(",N,", ",N,#N/A"),
        mapping=MAPPING.replace('"CLERK_NOTE"', "").replace("[columns]", '[keep]\nFLAG = ["Y"]\n[columns]'),
        ends="refused",
        sentence=(
            "case_1.csv, column FLAG, line 3: an error of a spreadsheet stands where it is told "
            "whether the row is ours. Ask the agency to mend the formula and send it again."
        ),
    ),
)
