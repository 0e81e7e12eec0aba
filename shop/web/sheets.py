"""Decides how a table leaves as CSV: no cell may start a formula in the spreadsheet that opens it."""
import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from werkzeug.wrappers import Response

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> str:
    """The value as a spreadsheet shows it, never as one that runs it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Semicolons and a mark of UTF-8, as spreadsheets here expect."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in (head, *rows))
    answer = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
