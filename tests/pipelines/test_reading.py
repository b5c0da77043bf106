"""Reading an agency's file: records are counted without the loader's help, and nothing is guessed."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipelines.reading as reading
from pipelines.file_format import Format
from pipelines.problems import Refused
from pipelines.reading import clean_text


def read(folder: Path, content: bytes, **layout: str) -> reading.CleanFile:
    source = folder / "source.csv"
    source.write_bytes(content)
    return clean_text(source, "file.csv", Format(**layout), folder / "clean.csv")


def refusal(folder: Path, content: bytes, **layout: str) -> str:
    with pytest.raises(Refused) as refused:
        read(folder, content, **layout)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "records"),
    [
        (b"a,b\n1,2\n3,4", 2),
        (b"a,b\r\n1,2\r\n3,4\r\n", 2),
        (b"a,b\r\n1,2\n3,4\r\n", 2),
        (b"a,b\n1,2\n\n3,4\n\n", 2),
        (b'a,b\n1,"two\nlines"\n3,4\n', 2),
        (b'a,b\n1,"a ""word"" here"\n', 1),
        (b'a,b\n1,five foot 10"\n3,4\n', 2),
        (b"\xef\xbb\xbfa,b\n1,2\n", 1),
    ],
)
@pytest.mark.parametrize("chunk", [1, 3, 1 << 20])
def test_a_record_is_counted_once_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, records: int, chunk: int
) -> None:
    monkeypatch.setattr(reading, "CHUNK_BYTES", chunk)
    assert read(tmp_path, content).records == records


def test_blank_lines_keep_their_place_in_the_count_of_lines(tmp_path: Path) -> None:
    assert read(tmp_path, b"a,b\n1,2\n\n3,4\n\n").blank_lines == (3, 5)


def test_a_byte_order_mark_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n").headings == ("a", "b")


def test_a_declared_encoding_is_read(tmp_path: Path) -> None:
    clean = read(tmp_path, "a,b\n1,Peña\n".encode("cp1252"), encoding="cp1252")
    assert clean.path.read_text(encoding="utf-8") == "a,b\n1,Peña\n"


def test_utf_16_is_read_when_it_is_declared(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\n1,2\n".encode("utf-16"), encoding="utf-16").headings == ("a", "b")


def test_a_last_line_that_counts_the_rows_is_no_row_and_not_in_the_copy(tmp_path: Path) -> None:
    clean = read(tmp_path, b'a,b\n1,2\n3,"x\ny"\n\nTRAILER 0,002\n\n', trailer="^TRAILER (.*)$")
    assert clean.records == 2
    assert clean.path.read_bytes() == b'a,b\n1,2\n3,"x\ny"\n\n'


@pytest.mark.parametrize(
    "last", [b"TRAILER 3", b"TRAILER x", b"TRAILER", b"TRAILER -2", "TRAILER ²".encode(), b""]
)
def test_a_last_line_that_does_not_give_the_number_of_rows_is_refused(tmp_path: Path, last: bytes) -> None:
    message = refusal(tmp_path, b"a,b\n1,2\n3,4\n" + last, trailer="^TRAILER ?(.*)$")
    assert "file.csv, last line: " in message


@pytest.mark.parametrize("text", ["#N/A", "1,#REF!", "1.2E+11", '"=A1"', "x#DIV/0!"])
@pytest.mark.parametrize("chunk", [1, 3, 1 << 20])
def test_what_a_spreadsheet_leaves_behind_is_seen_also_across_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, chunk: int
) -> None:
    monkeypatch.setattr(reading, "CHUNK_BYTES", chunk)
    assert read(tmp_path, f"a,b\n1,2\n3,{text}\n".encode()).has_marks
    assert not read(tmp_path, b"a,b\n1,Apt #5\n3,E 4+\n").has_marks


def test_fields_too_few_or_too_many_and_stray_marks_are_counted(tmp_path: Path) -> None:
    assert read(tmp_path, b'a,b\n1,"x,y\n"\n3,4\n').odd_fields == 0
    assert read(tmp_path, b"a,b\n1\n\n3,4\n5\n").odd_fields == 2
    assert read(tmp_path, b'a,b\n1,"x" y" z\n').odd_fields == 1


@pytest.mark.parametrize(
    ("bad", "told"),
    [(b"\xff", "line 4: a character is not valid utf-8."), (b"\0", "line 4: it holds binary zeros")],
)
@pytest.mark.parametrize("chunk", [1, 5, 1 << 20])
def test_what_cannot_be_read_is_told_with_its_line_in_whatever_piece_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: bytes, told: str, chunk: int
) -> None:
    monkeypatch.setattr(reading, "CHUNK_BYTES", chunk)
    assert told in refusal(tmp_path, b"a,b\r\n1,2\r\n\xc3\xa9,4\n5," + bad + b"\n7,8\n")


CELLS = st.text(alphabet=st.sampled_from('ab1 ,"\n\r;é'), max_size=6)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), chunk=st.sampled_from([1, 2, 7, 4096]))
def test_any_well_written_table_has_as_many_records_as_were_written(
    tmp_path: Path, rows: list[tuple[str, str]], chunk: int
) -> None:
    quoted = ["x,y", *(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)]
    before, reading.CHUNK_BYTES = reading.CHUNK_BYTES, chunk
    try:
        assert read(tmp_path, "\n".join(quoted).encode()).records == len(rows)
    finally:
        reading.CHUNK_BYTES = before
