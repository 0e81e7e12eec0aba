"""Decides how much of an order is asked for beforehand: a share or a sum, by product or above a total."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from shop.domain import baskets, catalogue
from shop.domain.orders.models import DepositRule, Order
from shop.kernel import audit
from shop.kernel.database import db, writing
from shop.kernel.money import percent
from shop.kernel.refusal import NotFound, Refusal

Goods = Iterable[tuple[int, int]]  # (product id, what its line costs after offers)


class ShareOrSum(Refusal):
    """A rule asks for a share, or for a sum, not for both or neither."""

    code = "share_or_sum"
    field = "share"
    status = 422


def deposit_of(rules: Sequence[DepositRule], goods: Goods, total_cents: int) -> int:
    """The largest deposit that any rule asks for, never more than the total. A product's rule looks at what is ordered of it."""
    of_product: dict[int, int] = {}
    for product_id, cents in goods:
        of_product[product_id] = of_product.get(product_id, 0) + cents
    asked = (_asked(rule, total_cents if rule.product_id is None else of_product.get(rule.product_id, 0), total_cents) for rule in rules)
    return max(asked, default=0)


def _asked(rule: DepositRule, of_cents: int, total_cents: int) -> int:
    if total_cents < rule.above_cents:
        return 0
    return min(percent(of_cents, rule.percent * 100) if rule.percent else rule.cents, of_cents, total_cents)


def quoted_deposit(quote: baskets.Quote) -> int:
    """What would be asked for a basket as it is quoted."""
    return deposit_of(list_deposit_rules(), ((line.product.id, line.net_cents) for line in quote.lines), quote.total_cents)


def wanted_deposit(order: Order) -> int:
    """What must be paid beforehand for these goods, in whichever way the customer chose to pay."""
    goods = ((line.product_id, line.net_cents) for line in order.lines)
    return max(order.deposit_cents, deposit_of(list_deposit_rules(), goods, order.total_cents))


def ask_deposit(order: Order) -> int:
    """Write down, in the act of placing, what must be paid of the order for it to stand."""
    order.deposit_cents = wanted_deposit(order)
    db.session.flush()
    return order.deposit_cents


def list_deposit_rules() -> Sequence[DepositRule]:
    return db.session.scalars(select(DepositRule).order_by(DepositRule.product_id, DepositRule.above_cents, DepositRule.id)).all()


def add_deposit_rule(*, product_id: int | None, above_cents: int, share: int, cents: int, by: str, now: datetime) -> DepositRule:
    """`share` in whole percents, or `cents`. Raises ShareOrSum, NotFound."""
    if bool(share) == bool(cents) or not 0 <= share <= 100:
        raise ShareOrSum
    if product_id is not None and catalogue.find_product(product_id) is None:
        raise NotFound
    with writing():
        rule = DepositRule(product_id=product_id, above_cents=above_cents, percent=share, cents=cents)
        db.session.add(rule)
        db.session.flush()
        audit.note(what="deposit.ruled", by=by, about=f"deposit_rule:{rule.id}", at=now, product_id=product_id, above_cents=above_cents,
                   percent=share, cents=cents)
        return rule


def drop_deposit_rule(rule_id: int, *, by: str, now: datetime) -> None:
    """From the next order on; what was agreed stays. Raises NotFound."""
    with writing():
        rule = db.session.get(DepositRule, rule_id)
        if rule is None:
            raise NotFound
        db.session.delete(rule)
        audit.note(what="deposit.dropped", by=by, about=f"deposit_rule:{rule_id}", at=now)
