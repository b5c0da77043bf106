"""Why a file is not opened."""


class CannotOpen(Exception):
    """A file that is not opened: what is wrong, what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


REMEDIES = {
    "zip archive": "Ask the agency to send it again.",
    "Excel workbook": "Open it in Excel and save it again as .xlsx.",
    "Parquet file": "Ask the agency to send it again, or as a CSV file.",
}


def damaged(name: str) -> CannotOpen:
    """What it should be, and is not."""
    return CannotOpen(
        f"this is not a readable {name}; it may be damaged or another kind of file.", REMEDIES[name]
    )
