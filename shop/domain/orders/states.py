"""The table of states: what may follow what, and the steps back within the undo time."""

LIVE = ("placed", "accepted", "preparing", "ready", "out_for_delivery")
DONE = ("collected", "delivered", "not_collected", "not_delivered")
GIVEN_OUT = ("collected", "delivered")
CANCELLED = ("cancelled_by_customer", "cancelled_by_shop")
STATES = (*LIVE, *DONE, *CANCELLED)

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
        *((state, to) for state in ("placed", "accepted", "preparing", "ready") for to in CANCELLED),
    }
)
UNDOES: frozenset[tuple[str, str]] = frozenset((to, state) for state, to in MOVES)
ONLY_PICKUP = ("collected", "not_collected")
ONLY_DELIVERY = ("out_for_delivery", "delivered", "not_delivered")
