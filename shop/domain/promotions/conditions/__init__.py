"""What an offer may ask for: one file per condition; the order here is that of the owner's form."""

from shop.domain.promotions.conditions.channels import Channels
from shop.domain.promotions.conditions.dates import Dates
from shop.domain.promotions.conditions.minimum import Minimum
from shop.domain.promotions.conditions.weekly import Weekly

CONDITIONS: dict[str, type[Channels] | type[Dates] | type[Minimum] | type[Weekly]] = {
    rule.kind: rule for rule in (Dates, Weekly, Minimum, Channels)
}

__all__ = ["CONDITIONS", "Channels", "Dates", "Minimum", "Weekly"]
