"""Decides how a campaign is seen before anybody gets it: as one reader would, and as a letter to oneself."""

from secrets import token_hex

from shop.domain.campaigns.framing import fill, greet
from shop.domain.campaigns.gathering import domain
from shop.domain.campaigns.writing import get
from shop.kernel import ports
from shop.kernel.ports import Composed, PostOfficeClosed, PostRefused
from shop.kernel.refusal import Refusal
from shop.kernel.wording import LANGUAGES, say

NO_TOKEN = "test"  # noqa: S105  # opens nothing: a test letter must not take anybody's consent away


class TestNotSent(Refusal):
    code = "campaign_test_not_sent"


def preview(campaign_id: int, language: str, *, name: str = "") -> Composed:
    """What a reader of that name would get. Raises NotFound."""
    get(campaign_id)
    composed = ports.composer().compose("campaign", campaign_id, language)
    return fill(composed, greeting=greet(name, language), token=NO_TOKEN)


def send_test(campaign_id: int, *, to: str, name: str) -> None:
    """The letter in every language, to oneself. Raises TestNotSent."""
    for language in LANGUAGES:
        composed = preview(campaign_id, language, name=name)
        marked = Composed(say("campaigns.test_subject", language, subject=composed.subject), composed.text, composed.html)
        try:
            ports.post_office().send(to=to, composed=marked, message_id=f"<{token_hex(16)}@{domain()}>")
        except (PostOfficeClosed, PostRefused, OSError) as failure:
            raise TestNotSent from failure
