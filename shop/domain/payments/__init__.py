"""Money taken, and goods handed over for it."""

from shop.domain.payments.allotting import BY_GATEWAY, BY_HAND, GIVE_TO, OF_OURS, NotSoMuchToGiveBack, Part, allot, left_of
from shop.domain.payments.attempting import find_alive, find_session, list_sessions
from shop.domain.payments.checking import list_faults
from shop.domain.payments.closing import DepositNeeded, OnlyOnline, close, pay_at_counter
from shop.domain.payments.counting import close_drawer, tell_shift, x_report
from shop.domain.payments.events import (
    LatePayment,
    MoneyRefunded,
    NoticeHeard,
    PaymentFailed,
    PaymentTaken,
    PaymentVoided,
    RefundAsked,
    RefundFailed,
    RefundPlanned,
    UnbookedRefundAsked,
)
from shop.domain.payments.finding import find_refund, get_payment, get_refund, list_of, list_refunds, refunds, takings
from shop.domain.payments.issuing import (
    collect_digital,
    collect_paid_digital,
    issue_cards,
    stop_cards,
    stop_unpaid,
    take_cards_back,
)
from shop.domain.payments.judging import AlreadyDecided, WrongDecision, decide, decisions_of, send_unbooked
from shop.domain.payments.models import Notice, Parked, Payment, PaymentSession, Payout, PlayThing, Refund
from shop.domain.payments.noticing import hear, settle_noticed
from shop.domain.payments.noting import note_outside, note_refund
from shop.domain.payments.opening import PaymentAway, PaymentBusy, PaymentOnItsWay
from shop.domain.payments.overseeing import list_pending_refunds, list_transfers
from shop.domain.payments.parking import get_parked, list_parked
from shop.domain.payments.placing import (
    HOLD,
    LEAST_CENTS,
    Way,
    WayNotPossible,
    balance_by,
    list_tips,
    place,
    possible_ways,
    takes_online,
    ways,
)
from shop.domain.payments.recording import record_payment, void_undone
from shop.domain.payments.refunding import CreditNeedsCustomer, NothingToGiveBack, give_owed, list_act, refund
from shop.domain.payments.returning import return_goods
from shop.domain.payments.rules import PaymentRules, payment_rules, save_rules
from shop.domain.payments.selling import Sale, sell, undo_sale
from shop.domain.payments.sending import call_for, send_refund
from shop.domain.payments.settling import settle, settle_order
from shop.domain.payments.spending import refill_cards, spend_cards
from shop.domain.payments.starting import NothingToPay, NotPayable, Started, start
from shop.domain.payments.taking import AlreadyHandedOver, HandedOver, find_hand_over, hand_over, take, undo_hand_over
from shop.domain.payments.tendering import EXACT, TENDERS, WAYS, CardIsTooMuch, CashIsShort, Money, UnknownTender, share

__all__ = [
    "AlreadyDecided",
    "WrongDecision",
    "decide",
    "decisions_of",
    "send_unbooked",
    "hear",
    "settle_noticed",
    "UnbookedRefundAsked",
    "find_alive",
    "find_session",
    "list_sessions",
    "DepositNeeded",
    "OnlyOnline",
    "close",
    "pay_at_counter",
    "PaymentAway",
    "PaymentBusy",
    "PaymentOnItsWay",
    "get_parked",
    "list_parked",
    "settle",
    "settle_order",
    "NothingToPay",
    "NotPayable",
    "Started",
    "start",
    "LatePayment",
    "PaymentFailed",
    "NoticeHeard",
    "HOLD",
    "balance_by",
    "collect_digital",
    "collect_paid_digital",
    "issue_cards",
    "refill_cards",
    "spend_cards",
    "stop_cards",
    "stop_unpaid",
    "take_cards_back",
    "BY_GATEWAY",
    "BY_HAND",
    "GIVE_TO",
    "OF_OURS",
    "CreditNeedsCustomer",
    "NotSoMuchToGiveBack",
    "NothingToGiveBack",
    "Part",
    "RefundAsked",
    "RefundFailed",
    "RefundPlanned",
    "allot",
    "call_for",
    "get_payment",
    "give_owed",
    "left_of",
    "list_act",
    "note_outside",
    "note_refund",
    "refund",
    "send_refund",
    "list_transfers",
    "list_pending_refunds",
    "LEAST_CENTS",
    "Way",
    "WayNotPossible",
    "list_tips",
    "place",
    "possible_ways",
    "takes_online",
    "ways",
    "EXACT",
    "close_drawer",
    "tell_shift",
    "x_report",
    "PlayThing",
    "Payout",
    "PaymentSession",
    "Parked",
    "Notice",
    "TENDERS",
    "WAYS",
    "AlreadyHandedOver",
    "CardIsTooMuch",
    "CashIsShort",
    "HandedOver",
    "Money",
    "MoneyRefunded",
    "Payment",
    "PaymentRules",
    "PaymentTaken",
    "PaymentVoided",
    "Refund",
    "Sale",
    "UnknownTender",
    "find_hand_over",
    "find_refund",
    "get_refund",
    "hand_over",
    "list_faults",
    "list_of",
    "list_refunds",
    "payment_rules",
    "record_payment",
    "refunds",
    "return_goods",
    "save_rules",
    "sell",
    "share",
    "take",
    "takings",
    "undo_hand_over",
    "undo_sale",
    "void_undone",
]
