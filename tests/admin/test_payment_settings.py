"""The owner says how customers pay: the choices are kept, deposits are asked for from then on, and what can't be meant is said."""
import pytest
from flask import Flask
from flask.testing import FlaskClient

from shop.domain import orders, payments
from shop.kernel.database import db
from tests.world import World, open_world, sign_in

CHOSEN = {"online": "1", "late": "ask", "tips": "10, 5 %", "keep_percent": "20", "free_cancel_hours": "48", "balance_days_before": "3",
          "remind_days_before": "2"}


@pytest.fixture
def world(app: Flask, visitor: FlaskClient) -> World:
    world = open_world()
    sign_in(visitor, world.owner_id)
    return world


def test_the_choices_are_kept(world: World, visitor: FlaskClient) -> None:
    assert visitor.post("/admin/settings/payments", data=CHOSEN).status_code == 303
    assert payments.payment_rules() == payments.PaymentRules(
        online=True, late="ask", tips=(5, 10), keep_percent=20, free_cancel_hours=48, balance_days_before=3, remind_days_before=2)
    page = visitor.get("/admin/settings/payments").text
    assert 'value="5, 10"' in page and "Non c&#39;è ancora nessuno" in page


def test_what_is_not_ticked_is_off(world: World, visitor: FlaskClient) -> None:
    visitor.post("/admin/settings/payments", data={"late": "refund"})
    assert not payments.payment_rules().online and payments.payment_rules().tips == ()


@pytest.mark.parametrize(("field", "typed"), [
    ("tips", "molto"), ("tips", "5, 31"), ("tips", "1,2,3,4,5"), ("keep_percent", "101"), ("free_cancel_hours", "-1"),
    ("balance_days_before", "x"), ("remind_days_before", "61")])
def test_what_cannot_be_meant_is_said_at_its_field_and_nothing_is_kept(world: World, visitor: FlaskClient, field: str, typed: str) -> None:
    answer = visitor.post("/admin/settings/payments", data=CHOSEN | {field: typed})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert payments.payment_rules() == payments.PaymentRules()


def test_a_deposit_is_asked_for_and_no_longer(world: World, visitor: FlaskClient) -> None:
    asked = {"product_id": str(world.sacher.id), "share": "30", "cents": "", "above_cents": ""}
    assert visitor.post("/admin/settings/payments/deposits", data=asked).status_code == 303
    page = visitor.get("/admin/settings/payments").text
    assert "30 %" in page and "per «Torta Sacher»" in page
    rule = orders.list_deposit_rules()[0]
    assert visitor.post(f"/admin/settings/payments/deposits/{rule.id}/drop").status_code == 303
    db.session.rollback()
    assert orders.list_deposit_rules() == []


def test_a_deposit_is_a_share_or_a_sum(world: World, visitor: FlaskClient) -> None:
    answer = visitor.post("/admin/settings/payments/deposits", data={"share": "30", "cents": "10"})
    assert answer.status_code == 422 and "una delle due" in answer.text
    assert orders.list_deposit_rules() == []


def test_a_rule_that_is_gone_is_not_found(world: World, visitor: FlaskClient) -> None:
    assert visitor.post("/admin/settings/payments/deposits/77/drop").status_code == 404
