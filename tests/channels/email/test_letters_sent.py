"""From the order to the mailbox: the letter leaves by a real server, and no trouble of that server ever reaches the order."""
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from shop.domain import letters, orders
from shop.integrations.mail import FlaskMailPostOffice
from shop.kernel import clock, events, ports
from shop.kernel.database import db
from shop.kernel.ports import Plugged
from shop.kernel.wording import money
from tests import makers
from tests.fakes.smtp import SmtpServer
from tests.world import World, open_world


@pytest.fixture
def world(app: Flask) -> World:
    return open_world()


@pytest.fixture
def server(app: Flask) -> Iterator[SmtpServer]:
    before = ports._plugged
    assert before is not None
    with SmtpServer() as server:
        app.config["SMTP_URL"] = server.url
        ports.plug(Plugged(FlaskMailPostOffice(app), before.composer, before.picture_store))
        yield server
    ports.plug(before)


def _work(after: timedelta = timedelta(0)) -> None:
    """One round of the worker."""
    events.deliver_due(clock.now() + after)
    letters.deliver_due(clock.now() + after)


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_the_customer_and_the_owner_each_get_their_letter(world: World, server: SmtpServer) -> None:
    order = makers.place_order(world.cornetto)
    _work()
    _work()
    assert sorted(server.post.recipients) == [["ada@example.org"], ["ciao@fiordaliso.example"]]
    mine = next(letter for letter in server.post.letters if letter["To"] == "ada@example.org")
    assert order.code in mine["Subject"] and f"/it/orders/{order.token}" in _text(mine) and money(order.total_cents, "it") in _text(mine)
    [calendar] = mine.iter_attachments()
    assert calendar.get_content_type() == "text/calendar" and "BEGIN:VEVENT" in calendar.get_payload(decode=True).decode()  # type: ignore[union-attr]


@pytest.mark.parametrize("trouble", ["451 later", "550 never", "down", "hangs up"])
def test_trouble_with_the_mail_never_touches_the_order(world: World, server: SmtpServer, trouble: str) -> None:
    server.post.to_letter = trouble if trouble[0].isdigit() else ""
    server.post.hangs_up = trouble == "hangs up"
    if trouble == "down":
        server.stop()
    order = makers.place_order(world.cornetto)
    _work()
    orders.move(order.id, "ready", by="staff:1", via="admin", now=clock.now())
    _work(timedelta(seconds=11))
    db.session.expire_all()
    assert orders.get(order.id).state == "ready"
    assert {letter.state for letter in letters.list_about(f"order:{order.id}")} == {"refused" if trouble == "550 never" else "queued"}


def test_letters_that_waited_for_the_server_leave_when_it_is_back(world: World, server: SmtpServer) -> None:
    server.post.to_letter = "451 later"
    makers.place_order(world.cornetto)
    _work()
    assert server.post.letters == [] and letters.count_waiting() == 2
    server.post.to_letter = ""
    _work(timedelta(minutes=2))
    assert len(server.post.letters) == 2 and letters.count_waiting() == 0
