"""Every channel: links, offers, conversations, campaigns, receipts, returns; origins in columns of their own."""

import unicodedata

import sqlalchemy as sa
from alembic import op

from shop.kernel.tokens import short_code

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _give_codes() -> None:
    """Baskets that people are filling right now get the short name staff can type."""
    basket = sa.table("basket", sa.column("id"), sa.column("code"))
    codes: set[str] = set()
    for (basket_id,) in op.get_bind().execute(sa.select(basket.c.id)).all():
        while (code := short_code(6)) in codes:
            pass
        codes.add(code)
        op.get_bind().execute(sa.update(basket).where(basket.c.id == basket_id).values(code=code))


def _read_origins(name: str) -> None:
    """Where a row came from stood in one JSON value and now has columns of its own."""
    row = sa.table(name, sa.column("id"), sa.column("origin", sa.JSON()), sa.column("channel"), sa.column("staff_id"))
    for row_id, origin in op.get_bind().execute(sa.select(row.c.id, row.c.origin)).all():
        values = {"channel": origin.get("channel", "website"), "staff_id": origin.get("staff_id")}
        op.get_bind().execute(sa.update(row).where(row.c.id == row_id).values(values))


def _word_customers() -> None:
    """What staff search a person by: the words of name, address and number, folded."""
    row = sa.table("customer", sa.column("id"), sa.column("name"), sa.column("email"), sa.column("phone"), sa.column("words"))
    for row_id, name, email, phone in op.get_bind().execute(sa.select(row.c.id, row.c.name, row.c.email, row.c.phone)).all():
        said = [*name.split(), email, phone and phone.removeprefix("+39"), phone]
        folded = (unicodedata.normalize("NFKD", word.lower()) for word in said if word)
        words = "".join(" " + "".join(letter for letter in word if not unicodedata.combining(letter)) for word in folded)
        op.get_bind().execute(sa.update(row).where(row.c.id == row_id).values(words=words))


def _note_given() -> None:
    """What was handed over whole before lines could be handed over one by one."""
    order = sa.table("shop_order", sa.column("id"), sa.column("state"))
    line = sa.table("order_line", sa.column("order_id"), sa.column("quantity"), sa.column("given"))
    handed = sa.select(order.c.id).where(order.c.state.in_(("collected", "delivered")))
    op.get_bind().execute(sa.update(line).where(line.c.order_id.in_(handed)).values(given=line.c.quantity))


def upgrade() -> None:
    op.create_table(
        "contact_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_import")),
    )
    op.create_table(
        "customer_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_code")),
    )
    with op.batch_alter_table("customer_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_code_email_id"), ["email", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_code_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "document_series",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_document_series")),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('bio', 'post', 'story', 'poster', 'card', 'box', 'campaign', 'message', 'other')",
            name=op.f("ck_link_known_purpose"),
        ),
        sa.CheckConstraint("target IN ('home', 'menu', 'today', 'bio', 'category', 'product')", name=op.f("ck_link_known_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("code", name=op.f("uq_link_code")),
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("is_exclusive", sa.Boolean(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("benefit", sa.JSON(), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=True),
        sa.Column("most_per_customer", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'running', 'stopped')", name=op.f("ck_offer_known_state")),
        sa.CheckConstraint("trigger IN ('automatic', 'code', 'link')", name=op.f("ck_offer_known_trigger")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("code", name=op.f("uq_offer_code")),
    )
    op.create_table(
        "post_caption",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_post_caption")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('sale', 'return')", name=op.f("ck_receipt_known_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("cause", name=op.f("uq_receipt_cause")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_receipt_series_number")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_order_id"), ["order_id"], unique=False)

    op.create_table(
        "saved_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_answer")),
    )
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_arrival_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrival_customer_id_at"), ["customer_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_arrival_link_id_at"), ["link_id", "at"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("heading", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("button", sa.JSON(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("product_ids", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("per_minute", sa.Integer(), nullable=True),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'scheduled', 'sending', 'paused', 'done', 'stopped')", name=op.f("ck_campaign_known_state")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_campaign_link_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_campaign_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_state"), ["state"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_consent_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_customer_id_id"), ["customer_id", "id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("basket_token", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done')", name=op.f("ck_conversation_known_state")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_conversation_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("thread", name=op.f("uq_conversation_thread")),
        sa.UniqueConstraint("token", name=op.f("uq_conversation_token")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversation_state_last_at"), ["state", "last_at"], unique=False)

    op.create_table(
        "customer_session",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_session_customer_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_customer_session")),
    )
    with op.batch_alter_table("customer_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_session_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "offer_count",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.CheckConstraint("uses >= 0", name=op.f("ck_offer_count_not_negative")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_count_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", "customer_id", name=op.f("pk_offer_count")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=True),
        sa.Column("media", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'prepared', 'publishing', 'published', 'refused', 'stopped')", name=op.f("ck_post_known_state")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_post_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "redemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_redemption_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("offer_id", "order_id", name=op.f("uq_redemption_offer_id_order_id")),
    )
    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redemption_order_id"), ["order_id"], unique=False)

    op.create_table(
        "campaign_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'sent', 'refused', 'parked', 'left_out')", name=op.f("ck_campaign_recipient_known_state")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_recipient_campaign_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_campaign_recipient_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_recipient")),
        sa.UniqueConstraint("campaign_id", "customer_id", name=op.f("uq_campaign_recipient_campaign_id_customer_id")),
        sa.UniqueConstraint("campaign_id", "email", name=op.f("uq_campaign_recipient_campaign_id_email")),
        sa.UniqueConstraint("message_id", name=op.f("uq_campaign_recipient_message_id")),
    )
    with op.batch_alter_table("campaign_recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_recipient_campaign_id_state_id"), ["campaign_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_recipient_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_message_known_direction")),
        sa.CheckConstraint("state IN ('said', 'queued', 'sent', 'failed')", name=op.f("ck_message_known_state")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("reference", name=op.f("uq_message_reference")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_conversation_id_id"), ["conversation_id", "id"], unique=False)

    op.create_table(
        "public_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_public_answer_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_answer")),
    )
    with op.batch_alter_table("public_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_answer_product_id"), ["product_id"], unique=False)

    op.create_table(
        "refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("tender", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.CheckConstraint("tender IN ('cash', 'card')", name=op.f("ck_refund_known_tender")),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_refund_not_negative")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_refund_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("reference", name=op.f("uq_refund_reference")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refund_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refund_refunded_at"), ["refunded_at"], unique=False)

    with op.batch_alter_table("basket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("customer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("held_offers", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("became", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("channel", sa.String(), nullable=False, server_default=sa.text("'website'")))
        batch_op.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("first_link_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("first_touch_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("last_link_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("last_touch_at", sa.DateTime(timezone=True), nullable=True))

    _give_codes()
    _read_origins("basket")
    with op.batch_alter_table("basket", schema=None) as batch_op:
        batch_op.alter_column("code", existing_type=sa.String(), nullable=False)
        batch_op.create_index(batch_op.f("ix_basket_customer_id"), ["customer_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_basket_code"), ["code"])
        batch_op.create_foreign_key(batch_op.f("fk_basket_customer_id"), "customer", ["customer_id"], ["id"])
        batch_op.drop_column("origin")

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("instagram", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("phone_verified_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("marketing", sa.String(), nullable=False, server_default=sa.text("'none'")))
        batch_op.add_column(sa.Column("profiling_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("allergies", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("staff_note", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("also_phone", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("words", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounces", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("unreachable_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_customer_also_phone"), ["also_phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_marketing_id"), ["marketing", "id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_customer_instagram"), ["instagram"])
        batch_op.create_check_constraint(batch_op.f("ck_customer_known_marketing"), "marketing IN ('none', 'soft', 'consent', 'refused')")
    _word_customers()

    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("discount_cents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("given", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("returned", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.create_check_constraint(batch_op.f("ck_order_line_discount_within"), "discount_cents BETWEEN 0 AND cents")
        batch_op.create_check_constraint(batch_op.f("ck_order_line_given_within"), "given BETWEEN 0 AND quantity")
        batch_op.create_check_constraint(batch_op.f("ck_order_line_returned_within"), "returned BETWEEN 0 AND given")
    _note_given()

    with op.batch_alter_table("shop_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("discounts", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("returned_cents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("first_link_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("first_touch_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("last_link_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("last_touch_at", sa.DateTime(timezone=True), nullable=True))

    _read_origins("shop_order")
    with op.batch_alter_table("shop_order", schema=None) as batch_op:
        batch_op.drop_column("origin")
        batch_op.drop_constraint(batch_op.f("ck_shop_order_known_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_shop_order_known_kind"), "kind IN ('pickup', 'delivery', 'counter')")
        batch_op.drop_constraint(batch_op.f("ck_shop_order_not_negative"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_shop_order_not_negative"), "paid_cents >= 0 AND refunded_cents >= 0 AND total_cents >= 0 AND returned_cents >= 0"
        )
        batch_op.create_check_constraint(batch_op.f("ck_shop_order_returned_within_total"), "returned_cents <= total_cents")

    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pin_hash", sa.String(), nullable=True))

    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seller_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_staff_session_seller_id"), "staff_member", ["seller_id"], ["id"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
