"""Money"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deposit_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("above_cents", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(percent BETWEEN 1 AND 100 AND cents = 0) OR (percent = 0 AND cents > 0)", name=op.f("ck_deposit_rule_share_or_sum")
        ),
        sa.CheckConstraint("above_cents >= 0", name=op.f("ck_deposit_rule_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_rule")),
    )
    op.create_table(
        "gateway_asked",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_gateway_asked")),
    )
    op.create_table(
        "gateway_notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_notice")),
    )
    with op.batch_alter_table("gateway_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gateway_notice_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("progressive", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("seller", sa.JSON(), nullable=False),
        sa.Column("buyer", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("vat", sa.JSON(), nullable=False),
        sa.Column("paid", sa.JSON(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("xml", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('invoice', 'credit_note')", name=op.f("ck_invoice_known_kind")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_invoice_some")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("cause", name=op.f("uq_invoice_cause")),
        sa.UniqueConstraint("progressive", name=op.f("uq_invoice_progressive")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_invoice_series_number")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_issued_on"), ["issued_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_order_id"), ["order_id"], unique=False)

    op.create_table(
        "payout",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("arrives_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
    )
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_arrives_on"), ["arrives_on"], unique=False)

    op.create_table(
        "play_money",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_money")),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("float_cents", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("expected_cents", sa.Integer(), nullable=True),
        sa.Column("counted_cents", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.CheckConstraint("float_cents >= 0", name=op.f("ck_shift_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("number", name=op.f("uq_shift_number")),
        sa.UniqueConstraint("open_key", name=op.f("uq_shift_open_key")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shift_opened_at"), ["opened_at"], unique=False)

    op.create_table(
        "cash_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_cash_move_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_move")),
        sa.UniqueConstraint("cause", name=op.f("uq_cash_move_cause")),
    )
    with op.batch_alter_table("cash_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cash_move_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cash_move_shift_id"), ["shift_id"], unique=False)

    op.create_table(
        "gift_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("first_cents", sa.Integer(), nullable=False),
        sa.Column("balance_cents", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_email", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("send_on", sa.Date(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('gift', 'credit')", name=op.f("ck_gift_card_known_kind")),
        sa.CheckConstraint("balance_cents >= 0", name=op.f("ck_gift_card_never_below_nothing")),
        sa.CheckConstraint("first_cents > 0", name=op.f("ck_gift_card_some")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_gift_card_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_card")),
        sa.UniqueConstraint("cause", name=op.f("uq_gift_card_cause")),
        sa.UniqueConstraint("code", name=op.f("uq_gift_card_code")),
        sa.UniqueConstraint("token", name=op.f("uq_gift_card_token")),
    )
    with op.batch_alter_table("gift_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gift_card_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gift_card_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gift_card_send_on_sent_at"), ["send_on", "sent_at"], unique=False)

    op.create_table(
        "commission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("taste", sa.String(), nullable=False),
        sa.Column("inscription", sa.String(), nullable=False),
        sa.Column("allergies", sa.String(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("offer", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'offered', 'ordered', 'declined', 'dropped')", name=op.f("ck_commission_known_state")),
        sa.CheckConstraint("people > 0", name=op.f("ck_commission_some")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_commission_conversation_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_commission_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission")),
        sa.UniqueConstraint("order_id", name=op.f("uq_commission_order_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_commission_reference")),
        sa.UniqueConstraint("token", name=op.f("uq_commission_token")),
    )
    with op.batch_alter_table("commission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commission_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commission_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commission_state_on"), ["state", "on"], unique=False)

    op.create_table(
        "gift_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint("cents <> 0", name=op.f("ck_gift_move_some")),
        sa.ForeignKeyConstraint(["card_id"], ["gift_card.id"], name=op.f("fk_gift_move_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_move")),
        sa.UniqueConstraint("cause", name=op.f("uq_gift_move_cause")),
    )
    with op.batch_alter_table("gift_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gift_move_card_id"), ["card_id"], unique=False)

    op.create_table(
        "parked_money",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("gateway_id", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_parked_money_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_money")),
        sa.UniqueConstraint("cause", name=op.f("uq_parked_money_cause")),
    )
    with op.batch_alter_table("parked_money", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parked_money_decided_at"), ["decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_parked_money_order_id"), ["order_id"], unique=False)

    op.create_table(
        "payment_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("alive", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("gateway_id", sa.String(), nullable=True),
        sa.Column("intent_id", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint("how IN ('page', 'reader')", name=op.f("ck_payment_session_known_way")),
        sa.CheckConstraint(
            "state IN ('new', 'open', 'processing', 'paid', 'failed', 'expired')", name=op.f("ck_payment_session_known_state")
        ),
        sa.CheckConstraint("cents > 0", name=op.f("ck_payment_session_some")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_payment_session_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_session")),
        sa.UniqueConstraint("alive", name=op.f("uq_payment_session_alive")),
        sa.UniqueConstraint("gateway_id", name=op.f("uq_payment_session_gateway_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_session_reference")),
    )
    with op.batch_alter_table("payment_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_session_intent_id"), ["intent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_session_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_session_state_look_at"), ["state", "look_at"], unique=False)

    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_withdrawal_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("reference", name=op.f("uq_withdrawal_reference")),
    )
    with op.batch_alter_table("withdrawal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_withdrawal_order_id"), ["order_id"], unique=False)

    with op.batch_alter_table("basket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_cards", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))

    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pictures", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("is_voucher", sa.Boolean(), nullable=False, server_default=sa.text("false")))
        batch_op.add_column(sa.Column("may_withdraw", sa.Boolean(), nullable=False, server_default=sa.text("false")))

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("back_cents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("fee_cents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("gateway_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("gift_card_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shift_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("vat", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.create_index(batch_op.f("ix_payment_shift_id"), ["shift_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_payment_gateway_id"), ["gateway_id"])
        batch_op.drop_constraint(batch_op.f("ck_payment_known_tender"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_payment_known_tender"), "tender IN ('cash', 'card', 'online', 'reader', 'gift_card', 'credit')"
        )
        batch_op.create_check_constraint(batch_op.f("ck_payment_back_within"), "back_cents BETWEEN 0 AND cents")

    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("vat", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("fiscal_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default=sa.text("'done'")))
        batch_op.add_column(sa.Column("payment_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("gateway_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("gift_card_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shift_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("error", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_refund_shift_id"), ["shift_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refund_state"), ["state"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_refund_gateway_id"), ["gateway_id"])
        batch_op.create_foreign_key(batch_op.f("fk_refund_payment_id"), "payment", ["payment_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("ck_refund_known_tender"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_refund_known_tender"), "tender IN ('cash', 'card', 'online', 'reader', 'gift_card', 'credit')"
        )
        batch_op.create_check_constraint(batch_op.f("ck_refund_known_state"), "state IN ('asked', 'done', 'failed')")

    with op.batch_alter_table("shop_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("allowance_cents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("kept_cents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("tip_cents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("deposit_cents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("balance_by_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("pay_by_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("invoice_to", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.create_index(batch_op.f("ix_shop_order_state_pay_by_at"), ["state", "pay_by_at"], unique=False)
        batch_op.drop_constraint(batch_op.f("ck_shop_order_returned_within_total"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_shop_order_returned_within_total"), "returned_cents + allowance_cents <= total_cents"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_shop_order_sensible_money"), "allowance_cents >= 0 AND tip_cents >= 0 AND kept_cents BETWEEN 0 AND total_cents"
        )
        batch_op.create_check_constraint(batch_op.f("ck_shop_order_deposit_within_total"), "deposit_cents BETWEEN 0 AND total_cents")
        batch_op.drop_constraint(batch_op.f("ck_shop_order_known_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_shop_order_known_kind"), "kind IN ('pickup', 'delivery', 'counter', 'digital')")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_question_known_kind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_question_known_kind"),
            "kind IN ('inscription', 'allergy_note', 'text', 'gift_from', 'gift_to', 'gift_message', 'gift_email', 'gift_day')",
        )
    _copy()


def _copy() -> None:
    """Papers written before know their VAT: a sale's as its order's, a return's as the lines that came back; a return that was already
    taken off the sale's paper has none of its own."""
    bind = op.get_bind()
    number, words, kept = sa.Integer(), sa.String(), sa.JSON()
    papers = _table("receipt", id=number, order_id=number, kind=words, cause=words, cents=number, voided_at=sa.DateTime(), vat=kept)
    orders = _table("shop_order", id=number, vat=kept)
    refunds, lines = _table("refund", id=number, lines=kept), _table("order_line", id=number, vat=kept)
    vats = {row.id: row.vat for row in bind.execute(sa.select(orders))}
    line_vats = {row.id: row.vat for row in bind.execute(sa.select(lines))}
    goods = {f"return:{row.id}": row.lines for row in bind.execute(sa.select(refunds))}
    rows = bind.execute(sa.select(papers).order_by(papers.c.id)).all()
    in_force = {row.order_id: row.id for row in rows if row.kind == "sale" and row.voided_at is None}
    for row in rows:
        if row.kind == "sale":
            vat = _split(row.cents, vats.get(row.order_id) or {})
        elif row.id < in_force.get(row.order_id, 0):
            vat = {}
        else:
            vat = {}
            for back in goods.get(row.cause) or []:
                for rate, cents in _split(back["cents"], line_vats.get(back["line_id"]) or {}).items():
                    vat[rate] = vat.get(rate, 0) - cents
            if sum(vat.values()) != row.cents:
                vat = {rate: -cents for rate, cents in _split(-row.cents, vats.get(row.order_id) or {}).items()}
        bind.execute(sa.update(papers).where(papers.c.id == row.id).values(vat=vat))


def _table(name, **columns):
    return sa.table(name, *(sa.column(key, kind) for key, kind in columns.items()))


def _split(cents, weights):
    """By largest remainder."""
    whole = sum(weights.values())
    if not whole:
        return {}
    shares = {rate: cents * weight // whole for rate, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda rate: -(cents * weights[rate] % whole))
    for rate in by_remainder[: cents - sum(shares.values())]:
        shares[rate] += 1
    return shares


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
