"""A running dashboard holds nothing that only the refresh needs."""

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from pathlib import Path
from tests.dashboard.opening import PAGES, opened
for page in PAGES:
    test = opened(Path(sys.argv[1]), page)
    assert not test.exception, page
    assert test.title
heavy = {"great_expectations", "lifelines", "statsmodels", "scipy", "pandas"}
print(sorted(heavy & set(sys.modules)))
"""


def test_no_page_loads_statistics_or_checks(site: Path, tmp_path: Path, project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path)],
        cwd=project,
        env=os.environ | {"CCR_SITE": str(site), "CCR_ROLE": "working_group", "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
