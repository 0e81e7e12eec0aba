"""What an offer may take off: one file per benefit; the order here is that of the owner's form."""

from shop.domain.promotions.benefits.amount import Amount
from shop.domain.promotions.benefits.percent import Percent

BENEFITS: dict[str, type[Amount] | type[Percent]] = {rule.kind: rule for rule in (Percent, Amount)}

__all__ = ["BENEFITS", "Amount", "Percent"]
