"""Products out and in through the terminal."""
from pathlib import Path

from flask import Flask

from shop.domain import catalogue
from shop.kernel.database import db
from tests import makers


def test_products_leave_and_come_back_and_trying_writes_nothing(app: Flask, tmp_path: Path) -> None:
    product, run = makers.make_product("Cornetto", price_cents=150), app.test_cli_runner().invoke
    file = tmp_path / "prodotti.csv"
    assert run(args=["shop", "export", str(file)]).exit_code == 0
    file.write_text(file.read_text("utf-8").replace("1.50", "1.90") + "strano,,,,,,,,,,,boh\n", "utf-8", newline="")
    tried = run(args=["shop", "import", str(file)])
    assert "0 new products, 1 changed, 1 rows with mistakes" in tried.output and "row 3" in tried.output
    db.session.rollback()
    assert catalogue.get_product(product.id).price_cents == 150
    assert "1 / 1" in run(args=["shop", "import", "--write", str(file)]).output
    db.session.rollback()
    assert catalogue.get_product(product.id).price_cents == 190


def test_what_is_no_table_gets_a_sentence(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    answer = app.test_cli_runner().invoke(args=["shop", "import", str(tmp_path / "x.csv")])
    assert answer.exit_code == 1 and "columns" in answer.output
