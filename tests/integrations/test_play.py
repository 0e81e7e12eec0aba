"""Money that does not exist behaves like the real one, and can never stand beside it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from shop.assembly import create_app
from shop.commands.serving import list_obstacles
from shop.integrations.play import PlayGateway
from shop.kernel import clock, ports
from shop.kernel.gateway import BadNotice, GatewayRefused
from shop.web.configuring import MixedMoney, read_environment
from tests.conftest import NOW
from tests.integrations.test_stripe import ASKED


@pytest.fixture
def play(playing_app: Flask) -> PlayGateway:
    gateway = ports.gateway()
    assert isinstance(gateway, PlayGateway) and gateway is ports.gateway(patient=True) and ports.ways_to_pay() == "play"
    return gateway


def test_a_page_is_opened_once_for_a_reference_and_paid_once(play: PlayGateway) -> None:
    page = play.open_page(ASKED)
    assert play.open_page(ASKED) == page and (page.state, page.cents) == ("open", 1250)
    assert page.url == f"/it/play/{page.id}" and ASKED.reference not in page.id
    assert play.press(page.id, "pay") is not None and play.press(page.id, "pay") is None
    paid = play.look_at_page(page.id)
    assert paid.intent is not None and (paid.state, paid.intent.state, paid.intent.cents, paid.intent.fee_cents) == (
        "complete", "succeeded", 1250, 44)
    assert [notice.object_id for notice in play.list_notices(NOW)] == [page.id]


def test_the_same_reference_for_another_sum_is_refused(play: PlayGateway) -> None:
    play.open_page(ASKED)
    with pytest.raises(GatewayRefused, match="idempotency_error"):
        play.open_page(replace(ASKED, cents=1))


def test_a_page_that_is_closed_or_has_run_out_takes_nothing(play: PlayGateway) -> None:
    closed, late = play.open_page(ASKED), play.open_page(replace(ASKED, reference="s-2"))
    assert play.close_page(closed.id).state == "expired" and play.press(closed.id, "pay") is None
    clock.travel(ASKED.expires_at + timedelta(seconds=1))
    assert play.look_at_page(late.id).state == "expired" and play.press(late.id, "pay") is None


def test_a_slow_method_takes_its_while(play: PlayGateway) -> None:
    page = play.open_page(ASKED)
    play.press(page.id, "later")
    intent = play.look_at_page(page.id).intent
    assert intent is not None and intent.state == "processing"
    clock.travel(NOW + timedelta(seconds=30))
    assert play.look_at_intent(intent.id).state == "succeeded"


def test_never_more_is_given_back_than_was_taken_and_each_refund_once(play: PlayGateway) -> None:
    page = play.open_page(ASKED)
    play.press(page.id, "pay")
    intent = play.look_at_page(page.id).intent
    assert intent is not None
    first = play.give_back(intent.id, cents=1000, reference="r-1")
    assert play.give_back(intent.id, cents=1000, reference="r-1") == first
    with pytest.raises(GatewayRefused):
        play.give_back(intent.id, cents=251, reference="r-2")
    assert sum(refund.cents for refund in play.look_at_intent(intent.id).refunds) == 1000


def test_the_reader_takes_a_card_after_a_moment_unless_it_is_stopped(play: PlayGateway) -> None:
    stopped, paid = (play.start_reader(cents=700, reference=name, order_code="B4") for name in ("s-1", "s-2"))
    assert play.stop_reader(stopped.id).state == "cancelled"
    clock.travel(NOW + timedelta(seconds=10))
    assert play.look_at_intent(stopped.id).state == "cancelled" and play.look_at_intent(paid.id).state == "succeeded"
    assert play.stop_reader(paid.id).state == "succeeded"


def test_what_came_in_goes_to_the_bank_two_days_later(play: PlayGateway) -> None:
    play.press(play.open_page(ASKED).id, "pay")
    [transfer] = play.list_transfers(NOW - timedelta(days=1))
    assert (transfer.cents, transfer.state, transfer.arrives_on) == (1250 - 44, "in_transit", clock.today() + timedelta(days=2))


def test_nobody_can_send_it_notices(play: PlayGateway) -> None:
    with pytest.raises(BadNotice):
        play.read_notice(b"{}", "t=1,v1=2")


@pytest.mark.parametrize("key", ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"])
@pytest.mark.parametrize("said", ["1", "yes", "true"])
def test_play_money_beside_any_key_opens_no_shop(tmp_path: Path, key: str, said: str) -> None:
    with pytest.raises(MixedMoney) as refused:
        create_app({"SHOP_DATA": str(tmp_path), "PLAY_MONEY": said, key: "sk_live_4711"})
    assert "4711" not in str(refused.value)


def test_the_demo_plays_only_without_keys_and_never_in_a_shop_of_ones_own(tmp_path: Path) -> None:
    demo = {"SHOP_DATA": str(tmp_path), "PLAY_MONEY": "demo", "STRIPE_SECRET_KEY": "", "STRIPE_WEBHOOK_SECRET": ""}
    assert read_environment(demo)["PLAY_MONEY"] is True
    assert read_environment(demo | {"STRIPE_SECRET_KEY": "sk_test_x"})["PLAY_MONEY"] is False
    (tmp_path / "own_shop").touch()
    assert read_environment(demo)["PLAY_MONEY"] is False


@pytest.mark.parametrize(("fixture", "is_refused"), [("playing_app", True), ("app", False)])
def test_a_shop_that_takes_play_money_is_not_served_to_the_world(
        request: pytest.FixtureRequest, fixture: str, is_refused: bool) -> None:
    assert any("PLAY_MONEY" in obstacle for obstacle in list_obstacles(request.getfixturevalue(fixture))) is is_refused


def test_another_stripe_is_never_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_URL", "http://evil.example")
    assert read_environment({"SHOP_DATA": str(tmp_path)})["STRIPE"].url == ""
