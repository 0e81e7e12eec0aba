"""Decides what one person's letter says: the frame of its language, written once for all, with the reader's own laid in."""

from time import monotonic

from shop.domain.campaigns.claiming import Turn
from shop.kernel import ports
from shop.kernel.ports import BLANKS, Composed, Frame
from shop.kernel.wording import LANGUAGES, say

FRESH_S = 60.0  # then prices are asked anew
LONGEST_NAME = 40


def greet(name: str, language: str) -> str:
    """By the first name; without one, just hello."""
    first = "".join(letter for letter in name.strip().partition(" ")[0] if letter.isprintable())
    known = first and len(first) <= LONGEST_NAME and "@" not in first and "/" not in first
    return say("campaigns.letter.greeting", language, name=first) if known else say("campaigns.letter.greeting_plain", language)


class Frames:
    """One for each language, made when the first reader needs it."""

    def __init__(self, campaign_id: int) -> None:
        self._id, self._made = campaign_id, dict[str, Frame]()
        self._at = monotonic()

    def renew(self) -> None:
        """What is old is made again: a campaign may take days."""
        if monotonic() - self._at > FRESH_S:
            self._made.clear()

    def _of(self, language: str) -> Frame:
        if language not in self._made:
            if not self._made:
                self._at = monotonic()
            self._made[language] = ports.post_office().frame(ports.composer().compose("campaign", self._id, language))
        return self._made[language]

    def write(self, turn: Turn, token: str) -> bytes:
        language = turn.language if turn.language in LANGUAGES else "it"
        blanks = {"greeting": greet(turn.name, language), "token": token}
        return self._of(language).fill(to=turn.email, message_id=turn.message_id, blanks=blanks)


def fill(composed: Composed, *, greeting: str, token: str) -> Composed:
    """A letter with its blanks filled in, for one pair of eyes: a preview, or a test."""
    blanks = {BLANKS["greeting"]: greeting, BLANKS["token"]: token}

    def lay(text: str) -> str:
        for blank, own in blanks.items():
            text = text.replace(blank, own)
        return text

    return Composed(composed.subject, lay(composed.text), lay(composed.html), composed.attachments,
                    {name: lay(value) for name, value in composed.headers.items()})
