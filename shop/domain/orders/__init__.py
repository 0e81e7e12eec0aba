"""The one order book: every sale of every channel, from placing to hand-over."""

from shop.domain.orders.addressing import make_out
from shop.domain.orders.allocating import free_places
from shop.domain.orders.allowing import TooMuchOff, allow
from shop.domain.orders.baking import Batch, Bench, bench
from shop.domain.orders.changing import Edit, LessThanTakenOff, Preview, TooLateToChange, change, list_wanted, note, preview, reschedule
from shop.domain.orders.checking import list_faults
from shop.domain.orders.claiming import BelongsToSomebody, OrderClaimed, claim, list_proved, may_be_claimed
from shop.domain.orders.confirming import confirm, expire, list_overdue, wait_until
from shop.domain.orders.depositing import (
    ShareOrSum,
    add_deposit_rule,
    ask_deposit,
    deposit_of,
    drop_deposit_rule,
    list_deposit_rules,
    quoted_deposit,
    wanted_deposit,
)
from shop.domain.orders.events import (
    UNDO_TIME,
    GoodsGiven,
    GoodsReturned,
    OrderAllowed,
    OrderChanged,
    OrderHeld,
    OrderMoved,
    OrderPlaced,
    OrderSold,
)
from shop.domain.orders.finding import (
    Found,
    find_by_checkout,
    find_by_code,
    find_made_of,
    get,
    get_by_token,
    hold,
    list_best_sellers,
    list_day,
    list_live_on,
    list_of_customer,
    list_placed_since,
    list_waiting,
    search,
    tidy_code,
)
from shop.domain.orders.forgetting import OrderStillOpen, forget_orders
from shop.domain.orders.freezing import thaw
from shop.domain.orders.giving import (
    GivenMeanwhile,
    NothingToGive,
    TooMuchToGive,
    find_giving,
    follow_goods,
    give,
    list_givings,
    list_to_give,
    may_undo_giving,
    undo_giving,
)
from shop.domain.orders.making import NO_PRODUCT, Made, list_pictures, place_made, wanted_of
from shop.domain.orders.models import DepositRule, Line, Order, Withdrawal
from shop.domain.orders.moving import (
    ReasonNeeded,
    TooLateToCancel,
    TooLateToUndo,
    WrongMove,
    cancel_by_customer,
    list_moves,
    may_cancel,
    may_undo,
    move,
    undo,
)
from shop.domain.orders.owing import Owing, list_due, list_owed_back, list_unpaid
from shop.domain.orders.placing import (
    AT_THE_COUNTER,
    AddressNeeded,
    BasketIsEmpty,
    BelowMinimum,
    ContactNeeded,
    Details,
    EmailNeeded,
    NameNeeded,
    PriceHasChanged,
    Terms,
    place,
)
from shop.domain.orders.recording import MoreThanPaid, record_money
from shop.domain.orders.redeeming import redeem_offers, return_offers
from shop.domain.orders.returning import (
    FATES,
    RETURN_REASONS,
    Back,
    NothingToReturn,
    ReturnReasonNeeded,
    TooMuchToReturn,
    check_back,
    list_returnable,
    take_back,
    worth_of,
)
from shop.domain.orders.selling import NOBODY, Buyer, sell
from shop.domain.orders.states import CALLED_OFF, CANCELLED, DONE, GIVEN_OUT, LIVE, MOVES, NO_SALE, STATES, UNPAID
from shop.domain.orders.withdrawing import (
    NothingToWithdraw,
    TooLateToWithdraw,
    WithdrawalStated,
    check_withdrawal,
    find_withdrawal,
    get_withdrawal,
    has_right,
    last_day_to_withdraw,
    list_unsettled_withdrawals,
    list_withdrawable,
    list_withdrawals,
    settle_withdrawal,
    withdraw,
)

__all__ = [
    "wanted_deposit",
    "TooMuchOff",
    "allow",
    "OrderAllowed",
    "MoreThanPaid",
    "NothingToWithdraw",
    "TooLateToWithdraw",
    "WithdrawalStated",
    "check_withdrawal",
    "find_withdrawal",
    "get_withdrawal",
    "has_right",
    "last_day_to_withdraw",
    "list_unsettled_withdrawals",
    "list_withdrawable",
    "list_withdrawals",
    "settle_withdrawal",
    "withdraw",
    "LessThanTakenOff",
    "AT_THE_COUNTER", "CALLED_OFF", "CANCELLED", "DONE", "FATES", "GIVEN_OUT", "LIVE", "MOVES", "NOBODY", "NO_PRODUCT", "NO_SALE",
    "RETURN_REASONS", "STATES", "UNDO_TIME", "UNPAID", "AddressNeeded", "Back", "BasketIsEmpty", "Batch", "BelongsToSomebody",
    "BelowMinimum", "Bench", "Buyer", "ContactNeeded", "DepositRule", "Details", "Edit", "EmailNeeded", "Found", "GivenMeanwhile",
    "GoodsGiven", "GoodsReturned", "Line", "Made", "MoreThanPaid", "NameNeeded", "NothingToGive", "NothingToReturn",
    "NothingToWithdraw", "Order", "OrderAllowed", "OrderChanged", "OrderClaimed", "OrderHeld", "OrderMoved", "OrderPlaced", "OrderSold",
    "OrderStillOpen", "Owing", "Preview", "PriceHasChanged", "ReasonNeeded", "ReturnReasonNeeded", "ShareOrSum", "Terms",
    "TooLateToCancel", "TooLateToChange", "TooLateToUndo", "TooLateToWithdraw", "TooMuchOff", "TooMuchToGive", "TooMuchToReturn",
    "Withdrawal", "WithdrawalStated", "WrongMove", "add_deposit_rule", "allow", "ask_deposit", "bench", "cancel_by_customer", "change",
    "check_back", "check_withdrawal", "claim", "confirm", "deposit_of", "drop_deposit_rule", "expire", "find_by_checkout",
    "find_by_code", "find_giving", "find_made_of", "find_withdrawal", "follow_goods", "forget_orders", "free_places", "get",
    "get_by_token", "get_withdrawal", "give", "has_right", "hold", "last_day_to_withdraw", "list_best_sellers", "list_day",
    "list_deposit_rules", "list_due", "list_faults", "list_givings", "list_live_on", "list_moves", "list_of_customer", "list_overdue",
    "list_owed_back", "list_pictures", "list_placed_since", "list_proved", "list_returnable", "list_to_give", "list_unpaid",
    "list_unsettled_withdrawals", "list_waiting", "list_wanted", "list_withdrawable", "list_withdrawals", "make_out", "may_be_claimed",
    "may_cancel", "may_undo", "may_undo_giving", "move", "note", "place", "place_made", "preview", "quoted_deposit", "record_money",
    "redeem_offers", "reschedule", "return_offers", "search", "sell", "settle_withdrawal", "take_back", "thaw", "tidy_code", "undo",
    "undo_giving", "wait_until", "wanted_of", "withdraw", "worth_of",
]
