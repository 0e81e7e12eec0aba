"""A gateway that lives in memory: money captured and given back, with the real one's rules about refunds, and its bad days."""

from dataclasses import replace
from itertools import count
from threading import Lock

from shop.kernel.gateway import Dispute, GatewayAway, GatewayRefused, GivenBack, Intent


class MemoryGateway:
    kind = "stripe"

    def __init__(self) -> None:
        self.intents: dict[str, Intent] = {}
        self.answers = "succeeded"  # what a refund asked for becomes: succeeded, pending, failed
        self.loses_answers = 0  # so many calls do their work, and nobody hears of it
        self.refuses = ""
        self.calls = 0
        self._numbers = count(1)
        self._lock = Lock()

    def is_open(self) -> bool:
        return True

    def has_reader(self) -> bool:
        return False

    def capture(self, cents: int) -> str:
        intent_id = f"pi_{next(self._numbers)}"
        self.intents[intent_id] = Intent(intent_id, "succeeded", cents, "eur")
        return intent_id

    def left(self, intent_id: str) -> int:
        intent = self.intents[intent_id]
        return intent.cents - sum(one.cents for one in intent.refunds if one.state != "failed")

    def give_back(self, intent_id: str, *, cents: int, reference: str) -> GivenBack:
        with self._lock:
            self.calls += 1
            made = next((one for one in self.intents[intent_id].refunds if one.reference == reference), None)
            if made is None:
                made = self._give(intent_id, cents, reference, self.answers)
            if self.loses_answers:
                self.loses_answers -= 1
                raise GatewayAway("the line broke")
            return made

    def refund_at_dashboard(self, intent_id: str, cents: int) -> GivenBack:
        with self._lock:
            return self._give(intent_id, cents, "", "succeeded")

    def _give(self, intent_id: str, cents: int, reference: str, state: str) -> GivenBack:
        if self.refuses:
            raise GatewayRefused(self.refuses)
        if cents > self.left(intent_id):
            raise GatewayRefused("charge_already_refunded")
        made = GivenBack(f"re_{next(self._numbers)}", cents, state, reference)
        self.intents[intent_id] = replace(self.intents[intent_id], refunds=(*self.intents[intent_id].refunds, made))
        return made

    def becomes(self, refund_id: str, state: str) -> GivenBack:
        """A refund on its way arrives, or fails."""
        for intent_id, intent in self.intents.items():
            known = {one.id: one for one in intent.refunds}
            if refund_id in known:
                known[refund_id] = replace(known[refund_id], state=state)
                self.intents[intent_id] = replace(intent, refunds=tuple(known.values()))
                return known[refund_id]
        raise KeyError(refund_id)

    def dispute(self, intent_id: str, state: str = "open") -> Dispute:
        claimed = Dispute(f"dp_{intent_id}", self.intents[intent_id].cents, state)
        self.intents[intent_id] = replace(self.intents[intent_id], dispute=claimed)
        return claimed

    def look_at_intent(self, intent_id: str) -> Intent:
        return self.intents[intent_id]
