"""Decides how a week that was typed is stored, for the shop and for a zone alike."""
from shop.admin.clashes import attempt_or_name
from shop.admin.week_form import WeekForm, at_its_row
from shop.domain import fulfilment
from shop.domain.fulfilment import Draft, HoursRefused
from shop.domain.orders import Order
from shop.kernel import clock
from shop.web.asking import by


def save_week(form: WeekForm, *, zone_id: int | None, anyway: bool) -> list[Order]:
    """Store the week; the orders in its way, if there are. Mistakes go to their rows."""
    def store(drafts: tuple[Draft, ...]) -> None:
        try:
            fulfilment.save_week(drafts, zone_id=zone_id, anyway=anyway, by=by(), now=clock.now())
        except HoursRefused as refusal:
            at_its_row(form, refusal)
            raise

    in_the_way = attempt_or_name(form, store)
    form.errors.pop("windows", None)
    return in_the_way
