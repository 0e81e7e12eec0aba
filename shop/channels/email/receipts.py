"""Decides what the letter with a receipt says: the same as the paper."""
from shop.channels.email.dressing import dress
from shop.domain import business, documents, orders
from shop.kernel.ports import Composed
from shop.kernel.wording import say
from shop.web import addresses, papers


def compose_receipt(receipt_id: int, language: str) -> Composed:
    paper = documents.get_receipt(receipt_id)
    order = orders.get(paper.order_id)
    return dress("receipt", papers.told(paper, order) | {
        "page": addresses.whole(addresses.order(order)),
        "subject": say("letters.receipt.subject", language, shop=business.identity().name, number=paper.shown)}, [])
