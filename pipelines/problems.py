"""What goes wrong for reasons a person can mend, in words a clerk understands."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong, where, and what to do. Never a stack trace, never a person's name or date."""

    file: str
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.what} {self.remedy}"


class Refused(Exception):
    """The refresh stops; the last publication stays. Carries every problem found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        if not problems:
            raise ValueError("Refused without a problem")
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class UnreadableFileError(Exception):
    """A file that cannot be read as declared: what is wrong, where, what to do."""

    def __init__(self, what: str, remedy: str, where: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy, self.where = what, remedy, where
