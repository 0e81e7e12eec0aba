"""Gift cards and store credit: money owed in goods, kept as ledgers."""

from shop.domain.giftcards.models import GiftCard, GiftMove

__all__ = ["GiftCard", "GiftMove"]
