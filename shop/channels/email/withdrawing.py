"""Decides who is written to when a customer withdraws from a contract: they get a receipt with time and content, the owner word of it."""

from typing import Any

from shop.channels.email.dressing import dress
from shop.channels.email.owing import list_owners
from shop.domain import letters, orders
from shop.domain.orders import WithdrawalStated
from shop.kernel import clock
from shop.kernel.ports import Composed
from shop.kernel.wording import say
from shop.web import addresses, lines

KIND, TO_OWNER = "withdrawal", "withdrawal_owner"


def send_withdrawal_letter(event: WithdrawalStated) -> None:
    """To the address they named; and to each address the owner named for orders."""
    statement, order = orders.get_withdrawal(event.withdrawal_id), orders.get(event.order_id)
    known: dict[str, Any] = {"about": event.about, "compose_id": statement.id, "now": clock.now()}
    letters.queue(kind=KIND, cause=f"withdrawal:{statement.id}", to=statement.email, language=order.language, **known)
    for address, language in list_owners():
        letters.queue(kind=TO_OWNER, cause=f"withdrawal:{statement.id} {address}", to=address, language=language, **known)


def compose_withdrawal(withdrawal_id: int, language: str, *, kind: str = KIND) -> Composed:
    statement = orders.get_withdrawal(withdrawal_id)
    order = orders.get(statement.order_id)
    known = {str(line.id): line for line in order.lines}
    goods = [f"{lines.amount(quantity, line.unit, language)} {lines.name(line, language)}"
             for line_id, quantity in statement.lines.items() if (line := known.get(line_id))]
    page = addresses.admin_order(order.id) if kind == TO_OWNER else addresses.order(order)
    return dress("withdrawal", {
        "kind": kind, "order": order, "statement": statement, "goods": goods, "page": addresses.whole(page),
        "subject": say(f"letters.{kind}.subject", language, code=order.code)})
