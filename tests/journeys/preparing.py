"""Makes, in a process of its own, the shop that journeys start from, and writes down its keys and samples of what is in it.

    python -m tests.journeys.preparing FOLDER MOMENT demo|empty
"""
import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp

from shop.assembly import create_app
from shop.commands.filling import fill_demo, fill_empty
from shop.domain import (
    availability,
    baskets,
    catalogue,
    customers,
    documents,
    fulfilment,
    giftcards,
    letters,
    links,
    orders,
    payments,
    promotions,
    shifts,
    staff,
)
from shop.kernel import clock, events
from shop.kernel.database import Base, db, writing
from shop.kernel.origin import Origin
from shop.kernel.relaxing import relaxed
from shop.web.choosing import first_choice
from tests.journeys.mailing import mail_offers
from tests.journeys.talking import talk
from tests.journeys.wishes import wish

PASSWORD = "crema e pistacchio"
ON_THE_SHELF = ("cornetto-vuoto", "frollini")  # whatever the demo sold, of these there is always one left to take away
IN_THE_BASKET = ("cornetto-vuoto", "torta-sacher", "frollini", "vassoio-mignon-20")


def prepare(folder: Path, moment: datetime, kind: str) -> None:
    clock.travel(moment)
    app = create_app({"SHOP_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder}/shop.db", "SECRET_KEY": "played", "SMTP_URL": ""})
    with app.app_context():
        with writing():
            Base.metadata.create_all(db.session.connection())
        (fill_demo if kind == "demo" else fill_empty)(clock.now())
        clock.travel(moment)  # the demo has lived through two weeks
        with relaxed():
            while events.deliver_due(clock.now()):
                db.session.rollback()
            letters.deliver_due(clock.now())
            kept = {"keys": _keys(), "samples": _samples() if kind == "demo" else {}}
        (folder / "kept.json").write_text(json.dumps(kept), "utf-8")
        db.session.remove()
        db.engine.dispose()


def _keys() -> dict[str, str]:
    """A session of each kind of person, and what signs them in once. The careful colleague has a password and is asked for a code."""
    now, owner = clock.now(), staff.get_owner()
    keys = {"owner": staff.open_session(owner.id, device="Firefox · Linux", now=now), "link": staff.issue_link(owner.id, now=now)}
    colleagues = [member for member in staff.list_members() if member.role == "staff"]
    if colleagues:
        keys["staff"] = staff.open_session(colleagues[0].id, device="Chrome · Android", now=now)
        secret = staff.propose_totp()
        staff.set_totp(colleagues[-1].id, secret=secret, code=pyotp.TOTP(secret).at(now), now=now)
        staff.set_password(colleagues[-1].id, current="", password=PASSWORD, now=now)
        keys["careful"] = colleagues[-1].email
    return keys


def _people() -> dict[str, Any]:
    """A customer signed in, who wants offers and has allergies, and the same with a double who may be the same person."""
    now, known = clock.now(), [order for order in orders.search(per_page=500).orders if order.email]
    person_id = customers.prove_email(str(known[0].email), language="it", now=now)
    customers.consent(person_id, "marketing", act="given", source="till", words="Sì", now=now)
    customers.consent(person_id, "allergies", act="given", source="account", words="Sì", allergies="frutta a guscio", now=now)
    name = customers.get_customer(person_id).name
    double = customers.recognise(email=None, phone="+393485550199", name=name, language="it", now=now)
    return {"customer": customers.open_visit(person_id, now=now), "customer_id": [person_id, double],
            "preferences": customers.unsubscribe_token(person_id), "confirmation": customers.issue_confirmation(person_id, now=now)}


def _samples() -> dict[str, Any]:
    """For each word in an address, what it may be."""
    products, menu = catalogue.browse(per_page=200).products, catalogue.export_csv()
    return _people() | {
        "slug": [product.slug for product in products],
        "category": [category.slug for category in catalogue.list_categories()],
        "product_id": [product.id for product in products],
        "orders": {order.state: [order.id, order.token, order.code] for order in _one_of_each_state()},
        "letter_id": [letter.id for letter in letters.list_letters()],
        "member_id": [member.id for member in staff.list_members()],
        "zone_id": [zone.id for zone in fulfilment.list_zones()],
        "import_id": [_try(menu), _try(menu.replace("gluten", "dust", 3))],
        "secret": staff.issue_link(staff.get_owner().id, now=clock.now()),
        "basket": _fill_basket(Origin("website")),
        "offer_id": [offer.id for offer in promotions.list_all()[:3]],
        "link_id": [_mint("today", None), _mint("product", products[0].id)],
        **talk(products[0].id),
        **wish(),
        **mail_offers([product.id for product in products[:3]]),
        "refund": _bring_back(),
        "withdrawal": _withdraw(),
        "gift": _give(),
        "sold": _sell(),
        "invoice": _invoice(),
        "at_reader": _wait_for_card(),
        "shift_id": _count_drawer(),
        "unpaid": _hold(),
        "phone_basket": _fill_basket(Origin("phone", staff_id=staff.get_owner().id)),
    }


def _hold() -> list[object]:
    """[id, token, code] of an order that waits for its money, for as long as anybody looks at it."""
    now, origin = clock.now(), Origin("website")
    token = baskets.open_basket(origin=origin, language="it", now=now)
    baskets.add(token, first_choice(catalogue.get_product("panettone")), now=now)
    quote = baskets.quote(baskets.find_basket(token, now=now), now=now)
    first = availability.answer(quote.wanted, now=now).first
    assert first is not None, "the demo can make a panettone"
    who = orders.Details(name="Ada Rossi", email="ada@example.org", phone=None, starts_at=first.starts_at)
    held = orders.place(checkout="held", basket_token=token, details=who, seen=quote.fingerprint, origin=origin, language="it", now=now,
                        terms=orders.Terms(pay_by_at=now + timedelta(days=30)))
    return [held.id, held.token, held.code]


def _withdraw() -> list[object]:
    """[id, token] of a collected order with goods that keep, of which the customer withdrew from some."""
    now, origin = clock.now(), Origin("website")
    token = baskets.open_basket(origin=origin, language="it", now=now)
    baskets.add(token, replace(first_choice(catalogue.get_product("cantucci")), quantity=400), now=now)
    quote = baskets.quote(baskets.find_basket(token, now=now), now=now)
    first = availability.answer(quote.wanted, now=now).first
    assert first is not None, "the demo has cantucci"
    who = orders.Details(name="Ada Rossi", email="ada@example.org", phone=None, starts_at=first.starts_at)
    placed = orders.place(checkout="withdrawn", basket_token=token, details=who, seen=quote.fingerprint, origin=origin, language="it",
                          now=now)
    payments.hand_over(placed.id, payments.Money("card"), by="staff:1", via="counter", now=now)
    orders.withdraw(placed.id, {placed.lines[0].id: 200}, name="Ada Rossi", email="ada@example.org", reference="journeys", now=now)
    return [placed.id, placed.token]


def _bring_back() -> list[object]:
    """[code, refund id] of a piece brought back."""
    order = next(order for order in orders.search(state="collected").orders if orders.list_returnable(order))
    code, (line_id, left) = order.code, next(iter(orders.list_returnable(order).items()))
    refund = payments.return_goods(order.id, [orders.Back(line_id, left)], tender="cash", reason="spoiled", words="schiacciato",
                                   reference="journeys", by="staff:1", via="counter", now=clock.now())
    return [code, refund.id]


def _give() -> list[object]:
    """[card id, its page's token, the id of a customer's credit]: a present for somebody, and what is owed to the one who signs in."""
    now = clock.now()
    card = giftcards.make_card(cause="staff:journeys", cents=5000, by="staff:1", now=now, from_name="Ada e Marco", to_name="Zia Pina",
                               message="Cento di questi giorni, e un bignè per ognuno!", to_email="pina@example.org", language="it")
    first = next(order for order in orders.search(per_page=500).orders if order.email)
    assert first.customer_id is not None
    owed = giftcards.credit(first.customer_id, 1250, cause="staff:journeys-credit", by="staff:1", now=now)
    return [card.id, card.token, owed.id]


def _sell() -> list[object]:
    """[code, receipt id] of a sale at the till, to somebody known; whoever sells has a PIN."""
    now, owner = clock.now(), staff.get_owner()
    staff.set_pin(owner.id, pin="4071", by=owner.by, now=now)
    origin = Origin("counter", staff_id=owner.id)
    token = _fill_basket(origin, ON_THE_SHELF)
    quote = baskets.quote(baskets.find_basket(token, now=now), now=now, kind="counter", channel="counter")
    sale = payments.sell(checkout="journeys", basket_token=token, seen=quote.fingerprint, money=payments.Money("mixed", None, 100),
                         origin=origin, language="it", by=owner.by, now=now, buyer=orders.Buyer(phone="+393485550199"))
    assert sale.receipt is not None
    return [sale.order.code, sale.receipt.id]


def _wait_for_card() -> str:
    """The code of a sale whose customer looks for the card."""
    now, origin = clock.now(), Origin("counter", staff_id=staff.get_owner().id)
    token = _fill_basket(origin, ("cornetto-vuoto",))
    quote = baskets.quote(baskets.find_basket(token, now=now), now=now, kind="counter", channel="counter")
    held = payments.hold_sale(payments.Ticket("at the reader", token, quote.fingerprint, origin, "it"), by="staff:1", now=now)
    with writing():
        orders.wait_until(held.id, now + timedelta(days=30))
    return held.code


def _count_drawer() -> int:
    """A shift that was closed with a difference; the next one is open."""
    now, open_now = clock.now(), shifts.find_open()
    shift = open_now or shifts.open_shift(float_cents=15_000, by="staff:1", now=now)
    shifts.move_cash(way="out", cents=1250, words="Latte e uova", reference="journeys", by="staff:1", now=now)
    closed = payments.close_drawer(shift.id, counted_cents=13_650, pieces={5000: 2, 1000: 3, 500: 1, 50: 3}, note="Manca un euro",
                                   by="staff:1", now=now)
    shifts.open_shift(float_cents=13_650, by="staff:1", now=now)
    return closed.id


def _invoice() -> list[object]:
    """[token of its order, invoice id] of goods collected, with an invoice asked for afterwards."""
    order = next(order for order in orders.search(state="collected", per_page=50).orders if order.due_cents == 0 and order.total_cents > 0)
    token, order_id, now = order.token, order.id, clock.now()
    wanted = {"kind": "company", "name": "Studio Ghero", "vat_number": "07643520567", "recipient": "M5UXCR1", "street": "Via Po 3",
              "postal_code": "10123", "town": "Torino"}
    documents.request_invoice(order_id, wanted, by="staff:1", via="admin", now=now)
    return [token, payments.write_invoice(order_id, by="staff:1", now=now).id]


def _one_of_each_state() -> list[orders.Order]:
    return [order for state in orders.STATES for order in orders.search(state=state).orders[:1]]


def _try(rows: str) -> int:
    return catalogue.try_file(rows.encode(), filename="menu.csv", by="staff:1", now=clock.now())


def _mint(target: str, target_id: int | None) -> int:
    """A poster for the window."""
    link = links.mint(purpose="poster", place="vetrina sinistra", target=target, target_id=target_id, by="staff:1", now=clock.now())
    return link.id


def _fill_basket(origin: Origin, slugs: tuple[str, ...] = IN_THE_BASKET) -> str:
    token = baskets.open_basket(origin=origin, language="it", now=clock.now())
    for slug in slugs:
        baskets.add(token, first_choice(catalogue.get_product(slug)), now=clock.now())
    return token


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3])
