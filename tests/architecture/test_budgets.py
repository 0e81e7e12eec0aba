"""Functions and files stay small enough to be read at one sitting, and their names say what they decide."""
import ast
from statistics import median

import pytest

from tests.architecture.house import ROOT, functions, modules, short, tree

MOST_LINES_OF_A_FUNCTION = 50
MOST_LINES_OF_A_FILE = 250
HARD_STOP = 400
# long because each holds one thing that would be harder to follow in two places
ALLOWED_LONGER: set[str] = set()
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "service", "services", "base"}


def test_no_function_is_longer_than_fifty_lines() -> None:
    assert [f"{name} has {lines} lines" for path in modules() for name, lines in functions(path) if lines > MOST_LINES_OF_A_FUNCTION] == []


def test_the_usual_function_has_at_most_ten_lines() -> None:
    assert median(lines for path in modules() for _, lines in functions(path)) <= 10


def test_files_keep_to_their_budget() -> None:
    lengths = {short(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    too_long = {name: lines for name, lines in lengths.items() if lines > (HARD_STOP if name in ALLOWED_LONGER else MOST_LINES_OF_A_FILE)}
    assert too_long == {}


def test_only_files_that_need_it_are_allowed_to_be_longer() -> None:
    assert {name for name in ALLOWED_LONGER if len((ROOT / name).read_text("utf-8").splitlines()) <= MOST_LINES_OF_A_FILE} == set()


@pytest.mark.parametrize("folder", ["shop", "tests", "benchmarks"])
def test_no_file_or_folder_is_named_after_a_kind_of_code(folder: str) -> None:
    assert [short(path) for path in (ROOT / folder).rglob("*") if path.stem in BANNED and path.suffix in ("", ".py")] == []


def test_every_module_opens_with_what_it_decides() -> None:
    assert [short(path) for path in modules() if not ast.get_docstring(tree(path))] == []


def test_the_map_of_the_house_imports_nothing() -> None:
    house = tree(ROOT / "shop" / "__init__.py")
    assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(house))


def test_public_functions_of_a_door_are_typed_and_offered_by_name() -> None:
    doors = [path for path in modules() if path.name == "__init__.py" and path.parent.parent.name == "domain"]
    without_list = [short(path) for path in doors if not any(_is_all(node) for node in tree(path).body)]
    assert doors and without_list == []


def _is_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
