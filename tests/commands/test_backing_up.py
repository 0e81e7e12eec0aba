"""A backup brings everything back, row by row, and never overwrites what is there unasked."""
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from shop.kernel import backups, clock
from shop.kernel.database import Base, db, writing
from tests import makers
from tests.conftest import _build
from tests.postgres import PostgreSQL
from tests.world import open_world


@pytest.fixture(autouse=True)
def _postgresql_programs(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{postgresql.programs}{os.pathsep}{os.environ['PATH']}")


def _fill(data: Path) -> None:
    world = open_world()
    for _ in range(3):
        makers.place_order(world.cornetto, world.frollini)
    (data / "pictures" / "ab").mkdir(parents=True)
    (data / "pictures" / "ab" / "cake.jpg").write_bytes(b"a cake")


def test_a_restored_shop_has_every_row_and_picture_on_both_databases(any_app: Flask, database_url: str, tmp_path: Path) -> None:
    data = Path(any_app.config["SHOP_DATA"])
    _fill(data)
    before = backups.count_rows()
    kept = backups.make(data, clock.now())
    with writing():
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(table.delete())
    (data / "pictures" / "ab" / "cake.jpg").unlink()

    backups.restore(kept, data)

    assert backups.count_rows() == before
    assert before["shop_order"] == 3 and before["order_line"] == 6
    assert (data / "pictures" / "ab" / "cake.jpg").read_bytes() == b"a cake"


def test_a_backup_can_be_brought_into_a_shop_on_a_new_machine(app: Flask, tmp_path: Path) -> None:
    data = Path(app.config["SHOP_DATA"])
    _fill(data)
    before, kept = backups.count_rows(), backups.make(data, clock.now())
    elsewhere = tmp_path / "elsewhere"
    with _build(f"sqlite:///{elsewhere}/shop.db", elsewhere).app_context():
        backups.restore(kept, elsewhere)
        assert backups.count_rows() == before
        assert (elsewhere / "pictures" / "ab" / "cake.jpg").exists()
        db.session.remove()
        db.engine.dispose()


def test_a_shop_with_rows_of_its_own_is_not_overwritten_unless_told(app: Flask) -> None:
    data = Path(app.config["SHOP_DATA"])
    _fill(data)
    kept = backups.make(data, clock.now())
    before = backups.count_rows()
    makers.make_product("Sfogliatella")
    with pytest.raises(backups.CannotRestore):
        backups.restore(kept, data)
    assert backups.count_rows() != before
    backups.restore(kept, data, over=True)
    assert backups.count_rows() == before


def test_a_damaged_backup_is_refused_before_anything_is_lost(app: Flask, tmp_path: Path) -> None:
    data = Path(app.config["SHOP_DATA"])
    _fill(data)
    kept = backups.make(data, clock.now())
    copy = kept / backups.DATABASE
    body = bytearray(copy.read_bytes())
    body[8192:16384] = b"\xff" * 8192
    copy.write_bytes(bytes(body))
    before = backups.count_rows()
    with pytest.raises(backups.CannotRestore):
        backups.restore(kept, data, over=True)
    assert backups.count_rows() == before


def test_an_empty_folder_is_no_backup(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(backups.CannotRestore):
        backups.restore(tmp_path / "empty", tmp_path)


def test_a_backup_taken_while_orders_arrive_is_whole(app: Flask) -> None:
    """VACUUM INTO reads one moment: what is committed later is not in it, what was is."""
    data = Path(app.config["SHOP_DATA"])
    _fill(data)
    before = backups.count_rows()
    with writing():
        makers.make_product("Not yet committed")
        kept = backups.make(data, clock.now())
    backups.restore(kept, data, over=True)
    assert backups.count_rows() == before


def test_one_backup_a_day_is_made_by_itself_and_fourteen_are_kept(app: Flask) -> None:
    data, now = Path(app.config["SHOP_DATA"]), clock.now()
    made = [backups.make_daily(data, now + timedelta(hours=6 * n)) for n in range(4 * 20)]
    assert sum(made) == 21  # 20 times 24 hours from nine in the morning touch 21 days
    assert len(backups.list_backups(data)) == backups.KEPT
    assert backups.list_backups(data)[-1].name > backups.list_backups(data)[0].name


def test_the_commands_say_what_they_did(app: Flask) -> None:
    _fill(Path(app.config["SHOP_DATA"]))
    run = app.test_cli_runner()
    folder = run.invoke(args=["shop", "backup"]).output.strip()
    refused = run.invoke(args=["shop", "restore", folder])
    assert refused.exit_code == 1 and "--over" in refused.output
    done = run.invoke(args=["shop", "restore", folder, "--over"])
    assert done.exit_code == 0 and "Brought back" in done.output
