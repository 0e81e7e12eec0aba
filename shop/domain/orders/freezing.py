"""Decides what of a quote is copied into an order: everything that was agreed, so that nothing agreed can change later."""

from typing import Any

from shop.domain import catalogue, stock
from shop.domain.baskets import Choice, QuotedLine
from shop.domain.orders.models import Line
from shop.domain.orders.withdrawing import has_right


def freeze(quoted: QuotedLine) -> Line:
    product, variant = quoted.product, quoted.variant
    answers = [{"id": asked.id, "kind": asked.kind, "label": asked.label, "text": text} for asked, text in quoted.answers]
    return Line(
        product_id=product.id,
        variant_id=variant.id if variant else None,
        category=product.category.slug,
        name=product.name,
        variant_name=variant.name if variant else {},
        unit=product.unit,
        quantity=quoted.quantity,
        cents=quoted.cents,
        discount_cents=quoted.discount_cents,
        picks=[{"id": option.id, "name": option.name, "times": times, "cents": option.price_cents} for option, times in quoted.picks],
        answers=answers,
        allergens=sorted(quoted.allergens or ()),
        traces=sorted(quoted.traces),
        vat={str(bp): cents for bp, cents in quoted.vat.items()},
        draws=[list(draw) for draw in stock.draws_of(product, quoted.quantity)],
        parts=[_part(part, quoted.quantity) for part in product.parts],
        lead_minutes=lead_of(quoted),
        is_voucher=product.is_voucher,
        may_withdraw=has_right(product, answers),
    )


def _part(part: catalogue.Part, times: int) -> dict[str, Any]:
    return {"id": part.product_id, "name": part.name, "unit": part.unit, "quantity": part.quantity * times}


def lead_of(quoted: QuotedLine) -> int:
    own = quoted.variant.lead_minutes if quoted.variant and quoted.variant.lead_minutes is not None else quoted.product.lead_minutes
    return max([own, *(part.lead_minutes for part in quoted.product.parts)])


def thaw(line: Line) -> Choice:
    """What the customer chose, to be quoted again."""
    return Choice(
        line.product_id,
        line.quantity,
        line.variant_id,
        {pick["id"]: pick["times"] for pick in line.picks},
        {answer["id"]: answer["text"] for answer in line.answers},
    )
