"""The steps from what is known to what is there, as a pure function: done once, none follow, and nothing goes back."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.payments import deciding
from shop.domain.payments.deciding import FeeTold, Known, Misfit, Moved, Opened, Seen, Taken, There
from shop.kernel.gateway import Dispute, GivenBack, Intent

PAID = Intent("pi_1", "succeeded", 1000, "eur", "ours", "K7M4Q")
KNOWN = Known("open", "page", 1000, "K7M4Q")
PAGE = There("ours", "K7M4Q", "complete", "cs_1", "", PAID)


def after(known: Known, there: There) -> Known:
    """What is known once the steps are done."""
    facts: dict[str, Any] = vars(known).copy()
    for step in deciding.decide(known, there):
        match step:
            case Opened():
                facts["state"] = "open"
            case Moved():
                facts["state"] = step.to
            case Taken():
                facts |= {"is_booked": True, "fee_cents": step.intent.fee_cents}
            case FeeTold():
                facts["fee_cents"] = step.cents
            case Seen() if isinstance(step.what, GivenBack):
                state = deciding.ANSWERS.get(step.what.state, "asked")
                facts["refunds"] = {**facts["refunds"], step.what.id: state}
            case Seen():
                facts["is_disputed"] = step.what.state != "won"
    return Known(**facts)


def test_what_was_paid_is_booked_and_then_what_was_given_back_of_it() -> None:
    there = replace(PAGE, intent=replace(PAID, fee_cents=40, refunds=(GivenBack("re_1", 300, "succeeded"),),
                                         dispute=Dispute("dp_1", 700, "open")))
    steps = deciding.decide(KNOWN, there)
    assert [type(step) for step in steps] == [Moved, Taken, Seen, Seen]
    assert deciding.decide(after(KNOWN, there), there) == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [({"cents": 999}, "wrong_amount"), ({"cents": 1001}, "wrong_amount"), ({"currency": "usd"}, "wrong_currency"),
     ({"currency": "EUR"}, ""), ({"state": "processing", "cents": 1}, "")],
)
def test_only_exactly_what_was_asked_for_is_booked(change: dict[str, Any], why: str) -> None:
    steps = deciding.decide(KNOWN, replace(PAGE, intent=replace(PAID, **change)))
    assert [step.why for step in steps if isinstance(step, Misfit)] == ([why] if why else [])
    assert any(isinstance(step, Taken) for step in steps) == (not why and change.get("state") != "processing")


def test_money_for_another_order_is_not_booked() -> None:
    steps = deciding.decide(KNOWN, replace(PAGE, order_code="ANOTHER"))
    assert steps == (Moved("failed"), Misfit("wrong_order", PAID))


@pytest.mark.parametrize(
    ("page", "stands", "state"),
    [("open", None, "open"), ("open", "waiting", "open"), ("open", "failed", "open"), ("open", "processing", "processing"),
     ("complete", "processing", "processing"), ("complete", None, "processing"), ("complete", "failed", "failed"),
     ("complete", "succeeded", "paid"), ("expired", None, "expired"), ("expired", "cancelled", "expired")],
)
def test_the_page_and_its_money_say_where_a_session_stands(page: str, stands: str | None, state: str) -> None:
    intent = replace(PAID, state=stands) if stands else None
    assert deciding.state_of("page", replace(PAGE, page_state=page, intent=intent)) == state


@pytest.mark.parametrize(
    ("stands", "state"), [("waiting", "open"), ("processing", "processing"), ("failed", "failed"), ("cancelled", "expired")]
)
def test_a_reader_has_no_page(stands: str, state: str) -> None:
    alone = deciding.of_intent(replace(PAID, state=stands))
    assert deciding.state_of("reader", alone) == state
    assert deciding.state_of("page", alone) == "new", "one declined try says nothing of the page"


def test_a_refund_of_ours_is_known_by_its_reference_and_one_of_parked_money_is_none_of_a_payment() -> None:
    known = replace(KNOWN, state="paid", is_booked=True, refunds={"form-1": "asked"})
    ours = GivenBack("re_1", 300, "pending", "form-1")
    assert not deciding.is_news(known, ours)
    assert deciding.is_news(known, replace(ours, state="succeeded")) and deciding.is_news(known, replace(ours, state="failed"))
    assert not deciding.is_news(known, replace(ours, reference="parked:7"))
    assert deciding.is_news(known, GivenBack("re_2", 1, "succeeded")) and not deciding.is_news(known, GivenBack("re_2", 1, "failed"))


STATES = st.sampled_from(sorted(deciding.RANK))
GIVEN = st.builds(
    GivenBack, st.sampled_from(["re_1", "re_2"]), st.just(100), st.sampled_from(["pending", "succeeded", "failed"])
)
INTENTS = st.none() | st.builds(
    replace,
    st.just(PAID),
    state=st.sampled_from(["waiting", "processing", "succeeded", "failed", "cancelled"]),
    cents=st.sampled_from([1000, 1000, 999]),
    currency=st.sampled_from(["eur", "eur", "usd"]),
    fee_cents=st.sampled_from([0, 40]),
    refunds=st.lists(GIVEN, max_size=2, unique_by=lambda given: given.id).map(tuple),
    dispute=st.none() | st.builds(Dispute, st.just("dp_1"), st.just(1000), st.just("open")),
)
THERE = st.builds(
    There,
    st.just("ours"),
    st.sampled_from(["K7M4Q", "K7M4Q", "OTHER"]),
    st.sampled_from(["", "open", "complete", "expired"]),
    st.just("cs_1"),
    st.just("https://pay"),
    INTENTS,
)


@given(state=STATES, how=st.sampled_from(["page", "reader"]), there=THERE)
def test_once_the_steps_are_done_only_money_that_fits_nothing_is_said_again(state: str, how: str, there: There) -> None:
    known = after(Known(state, how, 1000, "K7M4Q"), there)
    assert all(isinstance(step, Misfit) for step in deciding.decide(known, there))


@given(state=STATES, looks=st.lists(THERE, max_size=5))
def test_a_session_never_goes_back(state: str, looks: list[There]) -> None:
    known = Known(state, "page", 1000, "K7M4Q")
    for there in looks:
        was, known = known, after(known, there)
        assert deciding.RANK[known.state] >= deciding.RANK[was.state] and known.is_booked >= was.is_booked
