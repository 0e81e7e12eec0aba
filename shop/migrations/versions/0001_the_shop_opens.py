"""The shop opens"""
import sqlalchemy as sa
from alembic import op

from shop.domain.catalogue import search_ddl

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('previous', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_about_id'), ['about', 'id'], unique=False)

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('basket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('origin', sa.JSON(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_basket')),
    sa.UniqueConstraint('token', name=op.f('uq_basket_token'))
    )
    with op.batch_alter_table('basket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_basket_touched_at'), ['touched_at'], unique=False)

    op.create_table('booking',
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('owner', name=op.f('pk_booking')),
    info={'topic': 'places'}
    )
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_booking_on_zone_id'), ['on', 'zone_id'], unique=False)

    op.create_table('category',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category')),
    sa.UniqueConstraint('slug', name=op.f('uq_category_slug')),
    info={'topic': 'catalogue'}
    )
    op.create_table('customer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['merged_into_id'], ['customer.id'], name=op.f('fk_customer_merged_into_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer')),
    sa.UniqueConstraint('email', name=op.f('uq_customer_email')),
    sa.UniqueConstraint('phone', name=op.f('uq_customer_phone'))
    )
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_merged_into_id'), ['merged_into_id'], unique=False)

    op.create_table('day_exception',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('windows', sa.JSON(), nullable=False),
    sa.Column('note', sa.JSON(), nullable=False),
    sa.Column('web_closed', sa.Boolean(), nullable=False),
    sa.Column('is_holiday', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('on', name=op.f('pk_day_exception')),
    info={'topic': 'hours'}
    )
    op.create_table('delivery_zone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('fee_cents', sa.Integer(), nullable=False),
    sa.Column('minimum_cents', sa.Integer(), nullable=False),
    sa.Column('free_above_cents', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.CheckConstraint('fee_cents >= 0 AND minimum_cents >= 0', name=op.f('ck_delivery_zone_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_zone')),
    info={'topic': 'hours'}
    )
    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('via', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('act', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_about_id'), ['about', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_act'), ['act'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_customer_id_id'), ['customer_id', 'id'], unique=False)

    op.create_table('fulfilment_day',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('on', name=op.f('pk_fulfilment_day')),
    info={'topic': 'places'}
    )
    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('to', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('html', sa.String(), nullable=False),
    sa.Column('attachments', sa.JSON(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(), nullable=True),
    sa.CheckConstraint("state IN ('queued', 'kept', 'sent', 'refused')", name=op.f('ck_letter_known_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('kind', 'cause', name=op.f('uq_letter_kind_cause')),
    sa.UniqueConstraint('message_id', name=op.f('uq_letter_message_id'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_about'), ['about'], unique=False)
        batch_op.create_index(batch_op.f('ix_letter_state_due_at'), ['state', 'due_at'], unique=False)

    op.create_table('pool',
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=True),
    sa.CheckConstraint('taken >= 0 AND (size IS NULL OR taken <= size)', name=op.f('ck_pool_never_oversold')),
    sa.PrimaryKeyConstraint('product_id', 'on', name=op.f('pk_pool')),
    info={'topic': 'places'}
    )
    with op.batch_alter_table('pool', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pool_on'), ['on'], unique=False)

    op.create_table('price_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('variant_id', sa.Integer(), nullable=True),
    sa.Column('price_cents', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_change'))
    )
    with op.batch_alter_table('price_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_price_change_product_id_at'), ['product_id', 'at'], unique=False)

    op.create_table('product_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('new', sa.Integer(), nullable=False),
    sa.Column('is_shopify', sa.Boolean(), nullable=False),
    sa.Column('mistakes', sa.JSON(), nullable=False),
    sa.CheckConstraint("state IN ('tried', 'running', 'stopped', 'done')", name=op.f('ck_product_import_known_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_import'))
    )
    with op.batch_alter_table('product_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_import_state'), ['state'], unique=False)

    op.create_table('revision',
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('topic', name=op.f('pk_revision'))
    )
    op.create_table('setting',
    sa.Column('group', sa.String(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('group', name=op.f('pk_setting')),
    info={'topic': 'settings'}
    )
    op.create_table('staff_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('totp_secret', sa.String(), nullable=True),
    sa.Column('totp_last_used', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('owner', 'staff')", name=op.f('ck_staff_member_known_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_member')),
    sa.UniqueConstraint('email', name=op.f('uq_staff_member_email'))
    )
    op.create_table('stock_allocation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_stock_allocation_some')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_allocation'))
    )
    with op.batch_alter_table('stock_allocation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stock_allocation_owner'), ['owner'], unique=False)
        batch_op.create_index(batch_op.f('ix_stock_allocation_product_id_on'), ['product_id', 'on'], unique=False)

    op.create_table('stock_movement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_movement'))
    )
    with op.batch_alter_table('stock_movement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stock_movement_product_id_on'), ['product_id', 'on'], unique=False)

    op.create_table('token',
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_token'))
    )
    op.create_table('tries',
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('what', 'since_at', name=op.f('pk_tries'))
    )
    op.create_table('vat_rate',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('basis_points', sa.Integer(), nullable=False),
    sa.CheckConstraint('basis_points BETWEEN 0 AND 10000', name=op.f('ck_vat_rate_a_share')),
    sa.PrimaryKeyConstraint('code', 'from_on', name=op.f('pk_vat_rate')),
    info={'topic': 'settings'}
    )
    op.create_table('basket_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('basket_id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('variant_id', sa.Integer(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('picks', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('seen_cents', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_basket_line_some')),
    sa.ForeignKeyConstraint(['basket_id'], ['basket.id'], name=op.f('fk_basket_line_basket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_basket_line'))
    )
    with op.batch_alter_table('basket_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_basket_line_basket_id'), ['basket_id'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('listener', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_outbox_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_state_due_at'), ['state', 'due_at'], unique=False)

    op.create_table('product',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('story', sa.JSON(), nullable=False),
    sa.Column('ingredients', sa.JSON(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('price_cents', sa.Integer(), nullable=False),
    sa.Column('step_g', sa.Integer(), nullable=True),
    sa.Column('min_g', sa.Integer(), nullable=True),
    sa.Column('net_g', sa.Integer(), nullable=True),
    sa.Column('net_ml', sa.Integer(), nullable=True),
    sa.Column('vat', sa.String(), nullable=True),
    sa.Column('allergens', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('traces', sa.JSON(), nullable=False),
    sa.Column('alcohol', sa.Boolean(), nullable=False),
    sa.Column('perishable', sa.Boolean(), nullable=False),
    sa.Column('keep_cold', sa.Boolean(), nullable=False),
    sa.Column('shelf_life_hours', sa.Integer(), nullable=True),
    sa.Column('lead_minutes', sa.Integer(), nullable=False),
    sa.Column('pool_size', sa.Integer(), nullable=True),
    sa.Column('season_from', sa.String(), nullable=True),
    sa.Column('season_to', sa.String(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('sold_out_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counter_only', sa.Boolean(), nullable=False),
    sa.Column('delivers', sa.Boolean(), nullable=False),
    sa.Column('region', sa.String(), nullable=True),
    sa.Column('goes_with', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name=op.f('ck_product_known_state')),
    sa.CheckConstraint("unit IN ('piece', 'kg', 'tray')", name=op.f('ck_product_known_unit')),
    sa.CheckConstraint('pool_size IS NULL OR pool_size >= 0', name=op.f('ck_product_pool_not_negative')),
    sa.CheckConstraint('price_cents >= 0', name=op.f('ck_product_price_not_negative')),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_product_category_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product')),
    sa.UniqueConstraint('slug', name=op.f('uq_product_slug')),
    info={'topic': 'catalogue'}
    )
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_category_id'), ['category_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_product_state_position_id'), ['state', 'position', 'id'], unique=False)

    op.create_table('shop_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('checkout', sa.String(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('origin', sa.JSON(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('moved_from', sa.String(), nullable=True),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_act', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('collector', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.JSON(), nullable=False),
    sa.Column('courier_note', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('staff_note', sa.String(), nullable=False),
    sa.Column('goods_cents', sa.Integer(), nullable=False),
    sa.Column('fee_cents', sa.Integer(), nullable=False),
    sa.Column('total_cents', sa.Integer(), nullable=False),
    sa.Column('paid_cents', sa.Integer(), nullable=False),
    sa.Column('refunded_cents', sa.Integer(), nullable=False),
    sa.Column('vat', sa.JSON(), nullable=False),
    sa.Column('allergens', sa.JSON(), nullable=False),
    sa.Column('terms_version', sa.Integer(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('pickup', 'delivery')", name=op.f('ck_shop_order_known_kind')),
    sa.CheckConstraint('paid_cents >= 0 AND refunded_cents >= 0 AND total_cents >= 0', name=op.f('ck_shop_order_not_negative')),
    sa.CheckConstraint('refunded_cents <= paid_cents', name=op.f('ck_shop_order_refund_within_paid')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_shop_order_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_order')),
    sa.UniqueConstraint('checkout', name=op.f('uq_shop_order_checkout')),
    sa.UniqueConstraint('code', name=op.f('uq_shop_order_code')),
    sa.UniqueConstraint('token', name=op.f('uq_shop_order_token'))
    )
    with op.batch_alter_table('shop_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shop_order_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shop_order_on_state'), ['on', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_shop_order_placed_at'), ['placed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_shop_order_state_starts_at'), ['state', 'starts_at'], unique=False)

    op.create_table('staff_session',
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('device', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['staff_member.id'], name=op.f('fk_staff_session_member_id')),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_staff_session'))
    )
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_session_member_id'), ['member_id'], unique=False)

    op.create_table('weekly_window',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=True),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.Column('slot_minutes', sa.Integer(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('order_by', sa.Time(), nullable=True),
    sa.CheckConstraint('opens < closes', name=op.f('ck_weekly_window_opens_first')),
    sa.CheckConstraint('places >= 0', name=op.f('ck_weekly_window_places_not_negative')),
    sa.CheckConstraint('slot_minutes BETWEEN 5 AND 480', name=op.f('ck_weekly_window_sensible_slot')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_weekly_window_a_weekday')),
    sa.ForeignKeyConstraint(['zone_id'], ['delivery_zone.id'], name=op.f('fk_weekly_window_zone_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weekly_window')),
    info={'topic': 'hours'}
    )
    op.create_table('zone_place',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=False),
    sa.Column('postal_code', sa.String(), nullable=False),
    sa.Column('town', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['zone_id'], ['delivery_zone.id'], name=op.f('fk_zone_place_zone_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_zone_place')),
    info={'topic': 'hours'}
    )
    with op.batch_alter_table('zone_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_zone_place_postal_code'), ['postal_code'], unique=False)

    op.create_table('bundle_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('part_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.CheckConstraint('product_id <> part_id', name=op.f('ck_bundle_part_not_itself')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_bundle_part_some')),
    sa.ForeignKeyConstraint(['part_id'], ['product.id'], name=op.f('fk_bundle_part_part_id')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_bundle_part_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bundle_part')),
    info={'topic': 'catalogue'}
    )
    with op.batch_alter_table('bundle_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bundle_part_product_id'), ['product_id'], unique=False)

    op.create_table('option_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('min_picks', sa.Integer(), nullable=False),
    sa.Column('max_picks', sa.Integer(), nullable=False),
    sa.Column('repeats', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint('min_picks >= 0 AND max_picks >= 1 AND min_picks <= max_picks', name=op.f('ck_option_group_picks_in_order')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_option_group_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_option_group')),
    info={'topic': 'catalogue'}
    )
    with op.batch_alter_table('option_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_option_group_product_id'), ['product_id'], unique=False)

    op.create_table('order_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('variant_id', sa.Integer(), nullable=True),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('variant_name', sa.JSON(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('cents', sa.Integer(), nullable=False),
    sa.Column('picks', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('allergens', sa.JSON(), nullable=False),
    sa.Column('traces', sa.JSON(), nullable=False),
    sa.Column('vat', sa.JSON(), nullable=False),
    sa.Column('draws', sa.JSON(), nullable=False),
    sa.Column('parts', sa.JSON(), nullable=False),
    sa.Column('lead_minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_order_line_some')),
    sa.ForeignKeyConstraint(['order_id'], ['shop_order.id'], name=op.f('fk_order_line_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_line'))
    )
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_line_order_id'), ['order_id'], unique=False)

    op.create_table('payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('tender', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('cents', sa.Integer(), nullable=False),
    sa.Column('given_cents', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("tender IN ('cash', 'card')", name=op.f('ck_payment_known_tender')),
    sa.CheckConstraint('cents > 0', name=op.f('ck_payment_some')),
    sa.ForeignKeyConstraint(['order_id'], ['shop_order.id'], name=op.f('fk_payment_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('reference', name=op.f('uq_payment_reference'))
    )
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_payment_taken_at'), ['taken_at'], unique=False)

    op.create_table('picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('alt', sa.JSON(), nullable=False),
    sa.Column('has_sizes', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_picture_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture')),
    info={'topic': 'catalogue'}
    )
    with op.batch_alter_table('picture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_picture_product_id'), ['product_id'], unique=False)

    op.create_table('product_search',
    sa.Column('product_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_search_product_id')),
    sa.PrimaryKeyConstraint('product_id', name=op.f('pk_product_search')),
    info={'topic': 'catalogue'}
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('label', sa.JSON(), nullable=False),
    sa.Column('max_length', sa.Integer(), nullable=False),
    sa.Column('price_cents', sa.Integer(), nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('inscription', 'allergy_note', 'text')", name=op.f('ck_question_known_kind')),
    sa.CheckConstraint('max_length BETWEEN 1 AND 1000', name=op.f('ck_question_sensible_length')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_question_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    info={'topic': 'catalogue'}
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_product_id'), ['product_id'], unique=False)

    op.create_table('variant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('price_cents', sa.Integer(), nullable=False),
    sa.Column('net_g', sa.Integer(), nullable=True),
    sa.Column('lead_minutes', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.CheckConstraint('price_cents >= 0', name=op.f('ck_variant_price_not_negative')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_variant_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_variant')),
    info={'topic': 'catalogue'}
    )
    with op.batch_alter_table('variant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_variant_product_id'), ['product_id'], unique=False)

    op.create_table('option',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('price_cents', sa.Integer(), nullable=False),
    sa.Column('allergens', sa.JSON(), nullable=False),
    sa.Column('traces', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['option_group.id'], name=op.f('fk_option_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_option')),
    info={'topic': 'catalogue'}
    )
    with op.batch_alter_table('option', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_option_group_id'), ['group_id'], unique=False)

    for statement in search_ddl(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first revision: restore a backup")
