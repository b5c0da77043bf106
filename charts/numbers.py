"""How a released number is written, on screens and in exports. A hidden value is never 0 and never blank."""

from datetime import date, datetime

TOO_FEW = "too few to show"
NO_DATA = "no data"
NOT_RECORDED = "not recorded"
SPACE = "\u00a0"  # no-break space: a number and its sign stay on one line
RANGE = f"95{SPACE}%{SPACE}range"


def about(low: int | None, high: int | None) -> str:
    """A band on screen: "under 7", "about 90". Null is too few to show."""
    if low is None or high is None:
        return TOO_FEW
    if low == 0:
        return f"under{SPACE}{high + 1}"
    step = 10 if low >= 100 else 5
    # Half up, so that neighbouring bands never round to the same number in a different direction.
    rounded = int((low + high) / 2 / step + 0.5) * step
    return f"about{SPACE}{rounded:,}"


def band(low: int | None, high: int | None) -> str:
    """A band in an export: "7 to 12"; with hyphens a spreadsheet would read a date."""
    return TOO_FEW if low is None or high is None else f"{low} to {high}"


def percent(value: int | None) -> str:
    """A share: "about 21 %"."""
    return bare_percent(value) if value in (None, 0) else f"about{SPACE}{value}{SPACE}%"


def bare_percent(value: int | None) -> str:
    """A share beside a word that already says it is rounded: "21 %". A rounded 0 is not nothing."""
    if value is None:
        return TOO_FEW
    return f"{value}{SPACE}%" if value else f"under{SPACE}1{SPACE}%"


def span(low: int | None, high: int | None, unit: str = "%") -> str:
    """An interval: "18 to 24 %"."""
    return TOO_FEW if low is None or high is None else f"{low} to {high}{SPACE}{unit}"


def points(value: int | None) -> str:
    """A change in percentage points, with its direction as a word."""
    if value is None:
        return TOO_FEW
    if value == 0:
        return "no change"
    unit = "point" if abs(value) == 1 else "points"
    return f"{abs(value)}{SPACE}{unit} {'up' if value > 0 else 'down'}"


def points_span(low: int | None, high: int | None) -> str:
    """The interval of a change in points, each end with its direction unless they share it."""
    if low is None or high is None:
        return TOO_FEW
    if low > 0 or high < 0:
        near, far = sorted((abs(low), abs(high)))
        return f"{near} to {far}{SPACE}points {'up' if low > 0 else 'down'}"
    return f"between {points(low)} and {points(high)}"


def times(value: float | None) -> str:
    """A ratio, with the multiplication sign: 1.3 times."""
    return TOO_FEW if value is None else f"{value:.1f}{SPACE}\u00d7"


def times_span(low: float | None, high: float | None) -> str:
    return TOO_FEW if low is None or high is None else f"{low:.1f} to {high:.1f}"


def day(value: date | None) -> str:
    """A day: "3 Nov 2026"."""
    return NOT_RECORDED if value is None else f"{value.day}{SPACE}{value:%b}{SPACE}{value.year}"


def written_day(text: str) -> str:
    """A day as files write it (2026-11-03, or a moment of it), as readers read it."""
    try:
        return day(datetime.fromisoformat(text).date())
    except ValueError:
        return text or "an unknown day"


def month(value: date | None) -> str:
    return NOT_RECORDED if value is None else f"{value:%b}{SPACE}{value.year}"


def period(first: date, grain: str) -> str:
    """A month, quarter or year as a table names it: "Mar 2025", "2025, 1st quarter", "2025"."""
    if grain == "year":
        return str(first.year)
    if grain == "quarter":
        ordinal = ("1st", "2nd", "3rd", "4th")[(first.month - 1) // 3]
        return f"{first.year}, {ordinal} quarter"
    return month(first)
