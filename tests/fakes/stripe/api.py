"""The calls that the fake Stripe answers, each with its own rules beside the types of its parameters."""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from importlib import import_module
from typing import Any

from tests.fakes.stripe import objects
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.objects import CURRENCY, Told
from tests.fakes.stripe.params import No, check

SOONEST_S, LATEST_S, CLOCK_S = 30 * 60, 24 * 3_600, 1
MOST_LINES = 100
SMALLEST_CENTS = 50
Act = Callable[[Account, Told, list[str]], Told]


def _params(module: str, name: str) -> Any:
    return getattr(import_module(f"stripe.params.{module}"), name)


def open_page(account: Account, given: Told, _ids: list[str]) -> Told:
    total = _total(given)
    _check_page(given, account.now())
    made = objects.page(given, total, url=account.url, now=account.now())
    account.pages[made["id"]] = made
    account.lines[made["id"]] = given["line_items"]
    account.intent_data[made["id"]] = given.get("payment_intent_data", {})
    return made


def _total(given: Told) -> int:
    lines = given.get("line_items") or []
    if not lines:
        raise No("You must specify line items.", code="parameter_missing", param="line_items")
    if len(lines) > MOST_LINES:
        raise No(f"A maximum of {MOST_LINES} line items.", param="line_items")
    for line in lines:
        price = line.get("price_data") or {}
        if price.get("currency") != CURRENCY or price.get("unit_amount", -1) < 0 or not price.get("product_data", {}).get("name"):
            raise No("A line needs a currency, an amount of zero or more and a name.", param="line_items")
        if len(price["product_data"]["name"]) > 250:
            raise No("Invalid string: must be at most 250 characters", param="line_items")
    total = sum(line["price_data"]["unit_amount"] * line.get("quantity", 0) for line in lines)
    if total < SMALLEST_CENTS:
        raise No("The Checkout Session's total amount due must add up to at least €0.50 eur", code="amount_too_small")
    return total


def _check_page(given: Told, now: int) -> None:
    if given.get("mode") != "payment":
        raise No("You must provide a mode.", param="mode")
    for_hosted = given.get("ui_mode", "hosted_page") == "hosted_page"
    if not for_hosted:
        raise No("This fake shows hosted pages only.", param="ui_mode")
    if "return_url" in given or "redirect_on_completion" in given:
        raise No("`return_url` can only be used with `ui_mode: embedded_page`.", param="return_url")
    for name in ("success_url", "cancel_url"):
        if not str(given.get(name, "")).startswith(("http://", "https://")):
            raise No(f"Not a valid URL: {name}", code="url_invalid", param=name)
    until = given.get("expires_at", now + LATEST_S)
    if until < now + SOONEST_S - CLOCK_S or until > now + LATEST_S + CLOCK_S:
        raise No("The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.",
                 param="expires_at")
    if "@" not in given.get("customer_email", "@"):
        raise No(f"Invalid email address: {given['customer_email']}", code="email_invalid", param="customer_email")
    if len(given.get("client_reference_id", "")) > 200:
        raise No("Invalid string: must be at most 200 characters", param="client_reference_id")


def look_at_page(account: Account, _given: Told, ids: list[str]) -> Told:
    return account.page(ids[0])


def expire_page(account: Account, _given: Told, ids: list[str]) -> Told:
    told = account.page(ids[0])
    if told["status"] != "open":
        raise No("Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of "
                 f"{told['status']}.")
    account.expire(ids[0])
    return told


def make_intent(account: Account, given: Told, _ids: list[str]) -> Told:
    if given.get("currency") != CURRENCY or given["amount"] < SMALLEST_CENTS:
        raise No("Amount must be at least €0.50 eur", code="amount_too_small", param="amount")
    made = objects.intent(cents=given["amount"], now=account.now(), metadata=given.get("metadata") or {},
                          description=given.get("description"), ways=given.get("allowed_payment_method_types") or ["card"])
    account.intents[made["id"]] = made
    return made


def look_at_intent(account: Account, _given: Told, ids: list[str]) -> Told:
    return account.intents.get(ids[0]) or account.intent(ids[0])


def cancel_intent(account: Account, _given: Told, ids: list[str]) -> Told:
    told = account.intent(ids[0])
    if told["status"] in ("succeeded", "canceled", "processing"):
        raise No(f"You cannot cancel this PaymentIntent because it has a status of {told['status']}.",
                 code="payment_intent_unexpected_state")
    if any(page["payment_intent"] == told["id"] for page in account.pages.values()):
        raise No("You cannot cancel PaymentIntents created by Checkout.", code="payment_intent_unexpected_state")
    told |= {"status": "canceled", "canceled_at": account.now(), "cancellation_reason": "abandoned"}
    account._tell("payment_intent.canceled", told)
    return told


def make_refund(account: Account, given: Told, _ids: list[str]) -> Told:
    if not given.get("payment_intent"):
        raise No("One of the following params should be provided: payment_intent or charge.", code="parameter_missing")
    charged = account._charge_of(account.intent(given["payment_intent"]))
    left = charged["amount_captured"] - charged["amount_refunded"]
    return account.refund(given["payment_intent"], given.get("amount", left), metadata=given.get("metadata"), reason=given.get("reason"))


def list_refunds(account: Account, given: Told, _ids: list[str]) -> Told:
    found = [one for one in account.refunds.values() if given.get("payment_intent") in (None, one["payment_intent"])]
    return _listed(reversed(found), given, "/v1/refunds")


def list_disputes(account: Account, given: Told, _ids: list[str]) -> Told:
    found = [one for one in account.disputes.values() if given.get("payment_intent") in (None, one["payment_intent"])]
    return _listed(reversed(found), given, "/v1/disputes")


def list_events(account: Account, given: Told, _ids: list[str]) -> Told:
    kinds = given.get("types")
    if kinds is not None and not 1 <= len(kinds) <= 20:
        raise No("You may specify up to 20 types.", param="types")
    found = [event for event in account.events if (kinds is None or event["type"] in kinds) and _within(event, given)]
    return _listed(reversed(found), given, "/v1/events")


def list_payouts(account: Account, given: Told, _ids: list[str]) -> Told:
    return _listed(reversed([one for one in account.payouts.values() if _within(one, given)]), given, "/v1/payouts")


def _within(one: Told, given: Told) -> bool:
    bounds = given.get("created") or {}
    tests = {"gt": one["created"].__gt__, "gte": one["created"].__ge__, "lt": one["created"].__lt__, "lte": one["created"].__le__}
    return all(tests[name](bound) for name, bound in bounds.items())


def _listed(found: Iterable[Told], given: Told, url: str) -> Told:
    """Newest first, a page at a time."""
    most = given.get("limit", 10)
    if not 1 <= most <= 100:
        raise No("Invalid limit: must be between 1 and 100", param="limit")
    everything = list(found)
    if "starting_after" in given:
        places = [i for i, one in enumerate(everything) if one["id"] == given["starting_after"]]
        if not places:
            raise No(f"No such object: {given['starting_after']}", code="resource_missing", param="starting_after")
        everything = everything[places[0] + 1:]
    return {"object": "list", "url": url, "has_more": len(everything) > most, "data": everything[:most]}


def look_at_reader(account: Account, _given: Told, ids: list[str]) -> Told:
    if ids[0] not in account.readers:
        raise No(f"No such terminal.reader: '{ids[0]}'", code="resource_missing", status=404)
    return account.readers[ids[0]]


def show_on_reader(account: Account, given: Told, ids: list[str]) -> Told:
    reader, intent = look_at_reader(account, given, ids), account.intent(given["payment_intent"])
    if reader["status"] != "online":
        raise No("Reader is currently offline, please ensure the reader is powered on.", code="terminal_reader_offline")
    if account.reader_is_busy:
        raise No("Reader is currently busy processing another request.", code="terminal_reader_busy")
    if intent["payment_method_types"] != ["card_present"] or intent["status"] != "requires_payment_method":
        raise No("The PaymentIntent cannot be processed on a reader.", code="intent_invalid_state")
    reader["action"] = {"type": "process_payment_intent", "status": "in_progress", "failure_code": None, "failure_message": None,
                        "process_payment_intent": {"payment_intent": intent["id"], "process_config": given.get("process_config", {})}}
    return reader


def clear_reader(account: Account, given: Told, ids: list[str]) -> Told:
    reader = look_at_reader(account, given, ids)
    if account.reader_is_busy:
        raise No("Reader is currently busy processing another request.", code="terminal_reader_busy")
    reader["action"] = None
    return reader


CALLS: tuple[tuple[str, str, str, str, Act], ...] = (
    ("POST", r"/v1/checkout/sessions", "checkout._session_create_params", "SessionCreateParams", open_page),
    ("GET", r"/v1/checkout/sessions/(\w+)", "checkout._session_retrieve_params", "SessionRetrieveParams", look_at_page),
    ("POST", r"/v1/checkout/sessions/(\w+)/expire", "checkout._session_expire_params", "SessionExpireParams", expire_page),
    ("POST", r"/v1/payment_intents", "_payment_intent_create_params", "PaymentIntentCreateParams", make_intent),
    ("GET", r"/v1/payment_intents/(\w+)", "_payment_intent_retrieve_params", "PaymentIntentRetrieveParams", look_at_intent),
    ("POST", r"/v1/payment_intents/(\w+)/cancel", "_payment_intent_cancel_params", "PaymentIntentCancelParams", cancel_intent),
    ("POST", r"/v1/refunds", "_refund_create_params", "RefundCreateParams", make_refund),
    ("GET", r"/v1/refunds", "_refund_list_params", "RefundListParams", list_refunds),
    ("GET", r"/v1/disputes", "_dispute_list_params", "DisputeListParams", list_disputes),
    ("GET", r"/v1/events", "_event_list_params", "EventListParams", list_events),
    ("GET", r"/v1/payouts", "_payout_list_params", "PayoutListParams", list_payouts),
    ("GET", r"/v1/terminal/readers/(\w+)", "terminal._reader_retrieve_params", "ReaderRetrieveParams", look_at_reader),
    ("POST", r"/v1/terminal/readers/(\w+)/process_payment_intent", "terminal._reader_process_payment_intent_params",
     "ReaderProcessPaymentIntentParams", show_on_reader),
    ("POST", r"/v1/terminal/readers/(\w+)/cancel_action", "terminal._reader_cancel_action_params", "ReaderCancelActionParams",
     clear_reader),
)


def prepare(method: str, path: str, given: Told) -> tuple[Act, Told, list[str]]:
    """The call, its parameters in their types, the ids in its path. Raises No for what Stripe has not, or would not take."""
    for known, pattern, module, name, act in CALLS:
        if known == method and (found := re.fullmatch(pattern, path)):
            return act, check(given, _params(module, name)), list(found.groups())
    raise No(f"Unrecognized request URL ({method}: {path}).", status=404)


def expanded(account: Account, told: Told, wanted: Iterable[str]) -> Told:
    """The object with those of its parts that were asked for in place of their ids. Raises No for what can't be expanded."""
    shown = deepcopy(told)
    for path in sorted(wanted):
        if path.count(".") > 3:
            raise No(f"You cannot expand more than 4 levels of a property: {path}", param="expand")
        _expand(account, shown, path.split("."))
    return shown


def _expand(account: Account, shown: Told, steps: list[str]) -> None:
    name, *further = steps
    if name not in PARTS.get(shown["object"], {}):
        raise No(f"This property cannot be expanded ({name}).", param="expand")
    if isinstance(shown.get(name), str) or name == "refunds":
        shown[name] = deepcopy(PARTS[shown["object"]][name](account, shown))
    if further and isinstance(shown[name], dict):
        _expand(account, shown[name], further)


def _first_refunds(account: Account, charge: Mapping[str, Any]) -> Told:
    found = [one for one in account.refunds.values() if one["charge"] == charge["id"]]
    return _listed(reversed(found), {"limit": 10}, f"/v1/charges/{charge['id']}/refunds")


PARTS: dict[str, dict[str, Callable[[Account, Told], Told]]] = {
    "checkout.session": {"payment_intent": lambda account, of: account.intents[of["payment_intent"]]},
    "payment_intent": {"latest_charge": lambda account, of: account.charges[of["latest_charge"]]},
    "charge": {"balance_transaction": lambda account, of: account.bookings[of["balance_transaction"]], "refunds": _first_refunds},
}
