"""Reading an agency's file: records are counted without the loader's help, and nothing is guessed."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipelines.reading as reading
from pipelines.mapping import Format
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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\r1,2\r3,4\r", "old Macintosh"),
        (b'a,b\n1,"open\n3,4\n', "never closed"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"<!DOCTYPE html><p>Sign in", "log-in page"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"a,b\n1,\x00\n", "line 2: it holds binary zeros"),
        (b"a,b\n1,Pe\xf1a\n", "line 2: a character is not valid utf-8"),
        (b"a,a\n1,2\n", "heading a stands there more than once"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_in_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    message = refusal(tmp_path, content)
    assert words in message
    assert message.startswith("file.csv")
    assert "Traceback" not in message


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
