"""Where a gift card, or what the shop owes a customer, is put on the ticket or taken off it again."""
from flask import request
from flask.typing import ResponseReturnValue

from shop.channels.counter.till import back, draw
from shop.domain import baskets, customers
from shop.domain.staff import Permission
from shop.kernel import clock
from shop.web import asked
from shop.web.asking import needs
from shop.web.forms import Form, attempt
from shop.web.rendering import reader


@needs(Permission.SELL)
def drop_card() -> ResponseReturnValue:
    token = asked.words("basket")
    baskets.drop_card(token, asked.number("card_id"), now=clock.now())
    return back(token)


@needs(Permission.SELL)
def use_credit() -> ResponseReturnValue:
    token, now = asked.words("basket"), clock.now()
    basket = baskets.find_basket(token, now=now)
    form = Form(reader(), request.form, asked=basket.customer_id if basket else None)
    attempt(form, lambda person: baskets.hold_credit(token, customers.ids_of(person), now=now))
    return draw(form, 422) if form.errors else back(token)
