"""A test that nobody runs proves nothing: every test file is collected, none is skipped, none is empty."""
import ast
import re

import pytest

from tests.architecture.house import ROOT, short, tree

FILES = sorted((ROOT / "tests").rglob("*.py"))


def _tests(path: object) -> list[str]:
    return [n.name for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]  # type: ignore[arg-type]


def test_every_file_that_holds_tests_has_a_name_that_is_collected() -> None:
    assert [short(path) for path in FILES if _tests(path) and not path.name.startswith("test_")] == []


def test_every_file_named_as_a_test_holds_one() -> None:
    assert [short(path) for path in FILES if path.name.startswith("test_") and not _tests(path)] == []


def test_every_folder_of_tests_is_a_package_so_equal_file_names_do_not_hide_each_other() -> None:
    folders = {path.parent for path in FILES}
    assert [short(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_test_is_defined_twice_in_one_file() -> None:
    twice = []
    for path in FILES:
        names = [node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)]
        twice += [f"{short(path)} {name}" for name in sorted(set(names)) if names.count(name) > 1]
    assert twice == []


def test_the_whole_suite_is_run_by_the_command(request: pytest.FixtureRequest) -> None:
    assert request.config.getini("testpaths") == ["tests"]
    assert not [key for key in ("norecursedirs", "collect_ignore") if key in (ROOT / "pyproject.toml").read_text("utf-8")]


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    excuse = re.compile(r"pytest\.(?:skip|importorskip|xfail)|mark\.(?:skip|skipif|xfail)\b")
    assert [short(path) for path in FILES if path.name != "test_collected.py" and excuse.search(path.read_text("utf-8"))] == []
