"""The picture of the data dictionary: a box per canonical table, a line from a column to the table it names.

`persons` is there too; a line from every column that names a person would hide all others.
"""

from collections.abc import Sequence
from html import escape

from warehouse.tables import Column, Table

ROWS_APART, LINE_HEIGHT, BOX_WIDTH, GAP, MARGIN = 34, 17, 205, 46, 40  # lines bow into the margin
# Place of each table: column and order in it, along the way a case takes.
PLACES = (
    ("calls", "incidents", "incident_parties"),
    ("custody", "prosecutions", "protection_orders", "order_breaches"),
    ("dispositions", "supervision", "violations"),
    ("persons", "program_orders", "advocacy_totals", "feedback_totals", "population"),
)
STYLE = """\
<style>
text { font: 12px sans-serif; fill: #1b1b1b; }
.name { font-weight: bold; fill: #fff; }
.box { fill: #fff; stroke: #33526e; }
.head { fill: #33526e; }
.totals { fill: #6b5b2e; }
.line { fill: none; stroke: #33526e; stroke-width: 1.2; }
</style>"""

Box = tuple[int, int, int]  # left, top, height


def picture(declared: Sequence[Table]) -> str:
    """The tables as SVG. Raises KeyError for a table without a place."""
    by_name = {table.name: table for table in declared}
    boxes = _boxes(by_name)
    if missing := by_name.keys() - boxes.keys():
        raise KeyError(f"No place in the picture [{', '.join(sorted(missing))}]")
    width = len(PLACES) * (BOX_WIDTH + GAP) - GAP + MARGIN + 12
    height = max(top + size for _, top, size in boxes.values()) + 12
    lines = [
        _line(boxes, table, column) for table in declared for column in table.columns if column.refers_to
    ]
    drawn = [_box(table, boxes[table.name]) for table in declared]
    label = "Canonical tables: a line leads from a column to the table whose record it names"
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">'
    paper = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join([opening, STYLE, paper, *lines, *drawn, "</svg>"]) + "\n"


def _keys(table: Table) -> list[Column]:
    """The columns shown: what tells a record, whom it is about, what it names."""
    return [
        column
        for column in table.columns
        if column.name in table.record_id or column.refers_to or column.kind == "person"
    ]


def _boxes(by_name: dict[str, Table]) -> dict[str, Box]:
    boxes = {}
    for place, names in enumerate(PLACES):
        top = 10
        for name in names:
            size = LINE_HEIGHT * (len(_keys(by_name[name])) + 1) + 12
            boxes[name] = (MARGIN + place * (BOX_WIDTH + GAP), top, size)
            top += size + ROWS_APART
    return boxes


def _box(table: Table, box: Box) -> str:
    left, top, height = box
    head = "head totals" if table.is_totals else "head"
    texts = [
        f'<text x="{left + 8}" y="{top + LINE_HEIGHT * (at + 2) + 4}">{escape(column.name)}</text>'
        for at, column in enumerate(_keys(table))
    ]
    return "\n".join(
        [
            f'<rect class="box" x="{left}" y="{top}" width="{BOX_WIDTH}" height="{height}"/>',
            f'<rect class="{head}" x="{left}" y="{top}" width="{BOX_WIDTH}" height="{LINE_HEIGHT + 4}"/>',
            f'<text class="name" x="{left + 8}" y="{top + 15}">{escape(table.name)}</text>',
            *texts,
        ]
    )


def _line(boxes: dict[str, Box], table: Table, column: Column) -> str:
    """From the column to the head of the table it names: across the gap, or along the left side."""
    left, top, _ = boxes[table.name]
    to_left, to_top, _ = boxes[column.refers_to or ""]
    y = top + LINE_HEIGHT * (_keys(table).index(column) + 2)
    to_y = to_top + 10
    if left == to_left:
        path = f"M{left} {y} C{left - 34} {y} {left - 34} {to_y} {left} {to_y}"
    elif left > to_left:
        end = to_left + BOX_WIDTH
        path = f"M{left} {y} C{left - GAP} {y} {end + GAP} {to_y} {end} {to_y}"
    else:
        start = left + BOX_WIDTH
        path = f"M{start} {y} C{start + GAP} {y} {to_left - GAP} {to_y} {to_left} {to_y}"
    return f'<path class="line" d="{path}"/>'
