"""Each role opens its own file; whoever else asks gets nothing, also behind the pages."""

from pathlib import Path

import pytest

from dashboard import results, session
from dashboard.session import Reader
from release.reading import UnknownRole


def test_results_refuse_a_role_nobody_declared(site: Path) -> None:
    with pytest.raises(UnknownRole):
        results.rows(Reader("sheriff", 12, str(site)), "flow")


def test_two_roles_never_share_what_is_kept(site: Path) -> None:
    group = results.rows(Reader("working_group", 12, str(site)), "flow", district="all", period="2024")
    funder = results.rows(Reader("funder", 12, str(site)), "flow", district="all", period="2024")
    widths = {rows[1]["count_high"] - rows[1]["count_low"] + 1 for rows in (group, funder)}
    assert widths == {6, 12}


def test_without_settings_the_working_group_reads_the_sample_county(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CCR_SITE", raising=False)
    monkeypatch.delenv("CCR_ROLE", raising=False)
    assert session.role() == "working_group"
    assert session.site_path().parts[-2:] == ("data", "sample_county")
