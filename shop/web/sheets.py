"""Decides how a table leaves as CSV: no cell may start a formula in the spreadsheet that opens it."""
import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from werkzeug.wrappers import Response

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


_NUMBER = re.compile(r"-?\d+(,\d+)?")  # adds up, and computes nothing


def sheet_cents(cents: int) -> str:
    """An amount as a spreadsheet here adds it up: `-12,50`."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}"


def cell(value: object) -> str:
    """The value as a spreadsheet shows it, never as one that runs it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) and not _NUMBER.fullmatch(text) else text


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Semicolons and a mark of UTF-8, as spreadsheets here expect."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in (head, *rows))
    answer = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
