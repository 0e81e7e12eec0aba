"""Decides how the repeating rows of a form are added, taken away and counted, so that it also works without scripts.

A row's fields are named `variants-0-name_it`, `groups-1-options-0-price_cents`; a button's value says what to do: `add:variants`.
"""
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from werkzeug.datastructures import MultiDict

Values = list[str]
Rows = dict[int, "Branch"]
Branch = dict[str, Any]  # a field's values, or the rows of that name
MOST_ROWS = 60


def grow(typed: Mapping[str, Any]) -> Branch:
    """The flat fields as a tree of rows."""
    tree: Branch = {}
    for name in typed:
        values: Values = typed.getlist(name) if isinstance(typed, MultiDict) else [typed[name]]
        _hang(tree, name.split("-"), values)
    return tree


def _hang(tree: Branch, path: list[str], values: Values) -> None:
    if len(path) >= 3 and path[1].isdecimal() and len(path[1]) <= 4:
        rows = tree.setdefault(path[0], {})
        if isinstance(rows, dict):
            _hang(rows.setdefault(int(path[1]), {}), path[2:], values)
    elif len(path) == 1:
        tree[path[0]] = values


def flatten(tree: Branch, before: str = "") -> MultiDict[str, str]:
    """The tree as flat fields again, rows numbered from zero without gaps."""
    flat: MultiDict[str, str] = MultiDict()
    for name, held in tree.items():
        if isinstance(held, dict):
            for number, row in enumerate(held[key] for key in sorted(held)):
                flat.update(flatten(row, f"{before}{name}-{number}-"))
        else:
            flat.setlist(before + name, held)
    return flat


def count(typed: Mapping[str, Any], rows: str) -> int:
    """How many rows of that name (`variants`, `groups-0-options`) there are; they are numbered without gaps."""
    start = rows + "-"
    numbers = [name[len(start):].split("-")[0] for name in typed if name.startswith(start)]
    return max((int(number) + 1 for number in numbers if number.isdecimal()), default=0)


def _rows_at(tree: Branch, path: list[str]) -> Rows | None:
    """The rows that `groups-0-options` names; None when there is no such place."""
    rows: Any = tree.setdefault(path[0], {})
    if len(path) == 1:
        return rows if isinstance(rows, dict) else None
    row = rows.get(int(path[1])) if isinstance(rows, dict) and len(path) > 2 and path[1].isdecimal() else None
    return None if row is None else _rows_at(row, path[2:])


def act(tree: Branch, wish: str, fresh: Mapping[str, Branch]) -> None:
    """Do what a row's button says: `add:<rows>` with the fields of `fresh`, `remove:<row>` or `up:<row>`; anything else does nothing."""
    verb, _, place = wish.partition(":")
    path = place.split("-")
    if verb == "add" and path[-1] in fresh:
        rows = _rows_at(tree, path)
        if rows is not None and len(rows) < MOST_ROWS:
            rows[max(rows, default=-1) + 1] = deepcopy(fresh[path[-1]])
    elif verb in ("remove", "up") and path[-1].isdecimal():
        rows = _rows_at(tree, path[:-1])
        if rows is not None and int(path[-1]) in rows:
            if verb == "remove":
                del rows[int(path[-1])]
            else:
                _lift(rows, int(path[-1]))


def _lift(rows: Rows, number: int) -> None:
    above = max((other for other in rows if other < number), default=None)
    if above is not None:
        rows[above], rows[number] = rows[number], rows[above]


def drop_blank(tree: Branch, essential: Mapping[str, Iterable[str]]) -> None:
    """Leave out the rows in which nothing essential was typed: an added row left empty is no mistake."""
    for name, fields in essential.items():
        rows = tree.get(name)
        if isinstance(rows, dict):
            for number in list(rows):
                drop_blank(rows[number], essential)
                if not _says(rows[number], (*fields, "id")):
                    del rows[number]


def _says(row: Branch, fields: Iterable[str]) -> bool:
    """Whether something was typed in one of these, or it has rows of its own that say something."""
    typed = any(value.strip() for field in fields for value in row.get(field, ()) if isinstance(value, str))
    return typed or any(isinstance(held, dict) and held for held in row.values())
