"""A strict Stripe over real HTTP: the real stripe-python speaks to it, a browser pays on its hosted page.

`with StripeServer() as stripe:` then give the shop `stripe.settings()` (see the fixtures `stripe` and `paying_app` in tests/conftest),
a served one `serving(..., **stripe.environment())` and `stripe.webhook_url = served.address + "/payments/notices"`.
What customers, banks and the dashboard do are verbs of `stripe`: `pay(page)`, `pay_later(page)` then `finish(page)` or `fail(page)`,
`decline(page)`, `expire(page)`, `refund(intent, cents)`, `dispute(intent)`, `close_dispute(intent, "lost")`, `tap()`, `decline_tap()`,
`payout(cents)`. A page may be named by its id or by our reference; an intent by its id, or by the page that it belongs to.

Webhooks wait in `stripe.mail` until they are delivered: `stripe.deliver()` all in order, `stripe.deliver(order=reversed)`,
`stripe.deliver(times=20)`, `stripe.lose()`. They go to `stripe.hook(body, signature) -> status`, by default an HTTP POST to
`stripe.webhook_url`; with `stripe.posts_at_once = True` nothing waits.

Faults: `stripe.faults.hang_s`, `.errors = [503, 429]` (the next answers), `.drop_before = 1`, `.drop_after = 1` (so many calls whose
line is lost before or after they were done), `.slow_s`; `.only = "POST /v1/refunds"` means these calls alone.
What was asked stands in `stripe.asked`.
"""

from tests.fakes.stripe.account import Account
from tests.fakes.stripe.params import No
from tests.fakes.stripe.server import StripeServer

__all__ = ["Account", "No", "StripeServer"]
