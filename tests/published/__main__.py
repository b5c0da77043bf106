"""`python -m tests.published` writes docs/validation.md from what our functions give today."""

import sys
from pathlib import Path

from tests.published.collected import figures, is_absent
from tests.published.document import text_of

DOCUMENT = Path(__file__).parents[2] / "docs" / "validation.md"
PLANTED = DOCUMENT.with_name("planted.md")


def main() -> int:
    found = figures()
    if absent := sorted({figure.needs for figure in found if is_absent(figure)}):
        sys.stdout.write(
            f"Nothing written: the reference data of {', '.join(absent)} are not on this machine.\n"
        )
        return 1
    DOCUMENT.write_text(text_of(found, PLANTED.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.name}: {len(found)} figures\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
