"""The doctor finds what is ill, and only that."""
from flask import Flask
from sqlalchemy import update

from shop.commands import checking
from shop.domain.orders import Order
from shop.domain.stock.models import Pool
from shop.kernel import audit, clock
from shop.kernel.database import change, writing
from tests import makers
from tests.world import open_world


def test_a_shop_with_orders_is_well(any_app: Flask) -> None:
    world = open_world()
    makers.place_order(world.sacher, world.cornetto)
    assert checking.list_faults() == []


def test_each_kind_of_illness_is_found(any_app: Flask) -> None:
    world = open_world()
    order = makers.place_order(world.sacher)
    audit.note(what="tried", by="shop", about="shop", at=clock.now())
    with writing():
        change(update(Order).where(Order.id == order.id).values(total_cents=1, vat={"1000": 3}))
        change(update(Pool).values(taken=0))
        change(update(audit.Entry).values(by="nobody"))
    found = "\n".join(checking.list_faults())
    assert all(name in found for name in ("I1", "I9", "I10")), found


def test_the_command_ends_with_one_when_something_is_wrong(app: Flask) -> None:
    world = open_world()
    order = makers.place_order(world.cornetto)
    well = app.test_cli_runner().invoke(args=["shop", "doctor"])
    assert well.exit_code == 0 and "SQLite 3." in well.output
    with writing():
        change(update(Order).where(Order.id == order.id).values(goods_cents=7))
    ill = app.test_cli_runner().invoke(args=["shop", "doctor"])
    assert ill.exit_code == 1 and f"order {order.id}" in ill.output
