"""Each import contract really breaks when somebody plants a file against it."""
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, project

PLANTED = [
    ("1 floors of the house", "shop/web/planted.py", "import shop.admin\n"),
    ("2 channels don't know each other", "shop/channels/email/planted.py", "import shop.channels.website\n"),
    ("3 floors of the heart", "shop/domain/catalogue/planted.py", "from shop.domain import orders\n"),
    ("4 the heart never heard of HTTP", "shop/domain/orders/planted.py", "from flask import request\n"),
    ("5 a room is entered by its door", "shop/domain/orders/planted.py", "from shop.domain.catalogue import models\n"),
    ("6 integrations are plugged by assembly", "shop/admin/planted.py", "from shop.integrations import mail\n"),
    ("7 only integrations hold the libraries of the world outside", "shop/web/planted.py", "import requests\n"),
]


def _lint(house: Path) -> dict[str, str]:
    """The verdict on each contract, in a fresh interpreter that sees only this house."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    run = subprocess.run(command, cwd=house, env={"PYTHONPATH": str(house), "PATH": ""}, capture_output=True, text=True, check=False)
    verdicts = dict(re.findall(r"^(\d .+?) (KEPT|BROKEN)", run.stdout, re.MULTILINE))
    assert verdicts, run.stdout + run.stderr
    return verdicts


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "shop", house / "shop", ignore=lambda _, names: [n for n in names if "." in n and not n.endswith(".py")])
    (house / "tests" / "architecture").mkdir(parents=True)
    for name in ("tests/__init__.py", "tests/architecture/__init__.py", "tests/architecture/doors.py", "pyproject.toml"):
        shutil.copy(ROOT / name, house / name)
    return house


def test_the_house_as_it_stands_keeps_every_contract(house: Path) -> None:
    assert set(_lint(house).values()) == {"KEPT"}


def test_every_contract_has_a_file_planted_against_it() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]  # type: ignore[index]
    assert [contract["name"] for contract in contracts] == [name for name, _, _ in PLANTED]


@pytest.mark.parametrize(("contract", "place", "source"), PLANTED, ids=[name[0] for name, _, _ in PLANTED])
def test_a_planted_file_breaks_its_contract(house: Path, contract: str, place: str, source: str) -> None:
    planted = house / place
    planted.write_text(source, "utf-8")
    try:
        assert _lint(house)[contract] == "BROKEN"
    finally:
        planted.unlink()
