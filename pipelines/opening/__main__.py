"""python -m pipelines.opening REQUEST: open one file under limits, write it as text, report, end.

REQUEST is JSON: source, target, report (paths), kind, sheet, header_row, archive, member.
The report is JSON: {"rows": number or null} when the text is whole, else {"what": ..., "remedy": ...}.
"""

import errno
import json
import os
import sys
from pathlib import Path
from typing import Any

from pipelines.opening import limits
from pipelines.opening.cannot_open import CannotOpen, damaged

NAMES = {"csv": "zip archive", "xlsx": "Excel workbook", "parquet": "Parquet file"}
OVER_THE_LIMITS = 3


def main() -> int:
    """0: the report says all; 3: over the limits; anything else: the reader itself failed."""
    request: dict[str, Any] = json.loads(sys.argv[1])
    limits.limit_this_process(request["kind"])
    try:
        report: dict[str, Any] = {"rows": _open(request)}
    except CannotOpen as refused:
        report = {"what": refused.what, "remedy": refused.remedy}
    except MemoryError:
        return OVER_THE_LIMITS
    except OSError as error:
        if error.errno == errno.EFBIG:
            return OVER_THE_LIMITS
        report = _disk_full() if error.errno == errno.ENOSPC else _damaged(request["kind"])
    except (
        BaseException
    ):  # a reader in Rust panics outside of Exception; whatever it is, the file is to blame
        report = _damaged(request["kind"])
    Path(request["report"]).write_text(json.dumps(report), encoding="utf-8")
    return 0


def _disk_full() -> dict[str, Any]:
    return {"what": "the disk is full.", "remedy": "Make room on it, then refresh again."}


def _damaged(kind: str) -> dict[str, Any]:
    refused = damaged(NAMES[kind])
    return {"what": refused.what, "remedy": refused.remedy}


def _open(request: dict[str, Any]) -> int | None:
    source, target, kind = Path(request["source"]), Path(request["target"]), request["kind"]
    if request["archive"]:
        member = target if kind == "csv" else target.with_suffix(".member")
        from pipelines.opening.archives import unpack_member

        unpack_member(source, request["member"], member)
        source = member
    if kind == "xlsx":
        from pipelines.opening.workbooks import sheet_as_text

        sheet_as_text(source, request["sheet"], request["header_row"], target)
    if kind == "parquet":
        os.environ["POLARS_MAX_THREADS"] = "1"  # each thread takes addresses, which are limited
        from pipelines.opening.parquet import parquet_as_text

        return parquet_as_text(source, target)
    return None


if __name__ == "__main__":
    sys.exit(main())
