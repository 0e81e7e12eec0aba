"""The table of states: what may follow what, and the steps back within the undo time."""

UNPAID = ("awaiting_payment",)  # holds its pieces and its place until Order.pay_by_at; nobody bakes for it yet
LIVE = ("placed", "accepted", "preparing", "ready", "out_for_delivery")
DONE = ("collected", "delivered", "not_collected", "not_delivered")
GIVEN_OUT = ("collected", "delivered")
CALLED_OFF = ("cancelled_by_customer", "cancelled_by_shop")
CANCELLED = (*CALLED_OFF, "expired")
NO_SALE = (*UNPAID, *CANCELLED)  # nothing was sold: not yet, or not any more
STATES = (*UNPAID, *LIVE, *DONE, *CANCELLED)

MOVES: frozenset[tuple[str, str]] = frozenset(
    {
        ("placed", "accepted"),
        ("accepted", "preparing"),
        ("accepted", "ready"),
        ("preparing", "ready"),
        ("accepted", "collected"),
        ("preparing", "collected"),
        ("ready", "collected"),
        ("ready", "out_for_delivery"),
        ("out_for_delivery", "delivered"),
        ("out_for_delivery", "not_delivered"),
        ("ready", "not_collected"),
        ("accepted", "not_collected"),
        ("preparing", "not_collected"),
        ("not_delivered", "out_for_delivery"),
        ("not_collected", "collected"),
        *((state, to) for state in ("awaiting_payment", "placed", "accepted", "preparing", "ready") for to in CALLED_OFF),
    }
)
UNDOES: frozenset[tuple[str, str]] = frozenset((to, state) for state, to in MOVES)
BY_MONEY: frozenset[tuple[str, str]] = frozenset(
    {("awaiting_payment", "placed"), ("awaiting_payment", "expired"), ("expired", "placed")}
)  # only orders.confirm and orders.expire go these ways, and nobody steps back
ONLY_PICKUP = ("collected", "not_collected")
ONLY_DELIVERY = ("out_for_delivery", "delivered", "not_delivered")
