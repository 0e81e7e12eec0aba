"""The owner's back office: one file per desk; each adds its own lines here."""
from shop.admin import (
    account,
    audit,
    bench,
    cakes,
    campaign_sending,
    campaigns,
    contacts,
    customer,
    customers,
    delivery,
    desks,
    editing,
    feeds,
    first_steps,
    gift_cards,
    hours,
    inbox,
    inbox_pasting,
    instagram,
    instagram_kit,
    invoicing,
    letters,
    links,
    money,
    offers,
    order,
    orders,
    papers,
    payment_settings,
    product_categories,
    product_files,
    product_prices,
    products,
    public_answers,
    refunds,
    reports,
    rush,
    saved_answers,
    settings,
    shelf,
    sign_in,
    staff,
    takings,
    today,
)
from shop.web.channel import Channel

admin = Channel("admin", __name__, "/admin")
admin.context_processor(desks.office_words)
admin.add_url_rule("/", "home", desks.home)
admin.add_url_rule("/more", "more", desks.more)

admin.add_url_rule("/sign-in", "sign_in", sign_in.sign_in)
admin.add_url_rule("/sign-in", "sign_in_with_password", sign_in.sign_in_with_password, methods=["POST"])
admin.add_url_rule("/sign-in/ask", "ask_link", sign_in.ask_link, methods=["POST"])
admin.add_url_rule("/sign-in/code", "code", sign_in.code)
admin.add_url_rule("/sign-in/code", "use_code", sign_in.use_code, methods=["POST"])
admin.add_url_rule("/sign-in/<secret>", "link", sign_in.link)
admin.add_url_rule("/sign-in/<secret>", "use_link", sign_in.use_link, methods=["POST"])
admin.add_url_rule("/sign-out", "sign_out", sign_in.sign_out, methods=["POST"])

admin.add_url_rule("/account", "account", account.account)
admin.add_url_rule("/account/details", "save_details", account.save_details, methods=["POST"])
admin.add_url_rule("/account/pin", "save_pin", account.save_pin, methods=["POST"])
admin.add_url_rule("/account/pin/drop", "drop_pin", account.drop_pin, methods=["POST"])
admin.add_url_rule("/account/password", "save_password", account.save_password, methods=["POST"])
admin.add_url_rule("/account/code", "code_app", account.code_app)
admin.add_url_rule("/account/code", "save_code_app", account.save_code_app, methods=["POST"])
admin.add_url_rule("/account/code/stop", "stop_code_app", account.stop_code_app, methods=["POST"])
admin.add_url_rule("/account/sessions/end", "end_session", account.end_session, methods=["POST"])
admin.add_url_rule("/account/sessions/end-others", "end_other_sessions", account.end_other_sessions, methods=["POST"])

admin.add_url_rule("/staff", "staff", staff.list_staff)
admin.add_url_rule("/staff", "invite", staff.invite, methods=["POST"])
admin.add_url_rule("/staff/<int:member_id>", "member", staff.member)
admin.add_url_rule("/staff/<int:member_id>/role", "save_role", staff.save_role, methods=["POST"])
admin.add_url_rule("/staff/<int:member_id>/link", "new_link", staff.new_link, methods=["POST"])
admin.add_url_rule("/staff/<int:member_id>/sessions/end", "end_sessions", staff.end_sessions, methods=["POST"])
admin.add_url_rule("/staff/<int:member_id>/pin/drop", "reset_pin", staff.reset_pin, methods=["POST"])
admin.add_url_rule("/staff/<int:member_id>/code/stop", "stop_code", staff.stop_code, methods=["POST"])
admin.add_url_rule("/staff/<int:member_id>/leave", "let_go", staff.let_go, methods=["POST"])
admin.add_url_rule("/staff/<int:member_id>/return", "take_back", staff.take_back, methods=["POST"])

admin.add_url_rule("/settings", "settings", settings.identity)
admin.add_url_rule("/settings", "save_identity", settings.save_identity, methods=["POST"])
for section in ("looks", "words", "rules", "texts"):
    admin.add_url_rule(f"/settings/{section}", section, getattr(settings, section))
    admin.add_url_rule(f"/settings/{section}", f"save_{section}", getattr(settings, f"save_{section}"), methods=["POST"])
admin.add_url_rule("/settings/rates", "rates", settings.rates)
admin.add_url_rule("/settings/rates", "save_rate", settings.save_rate, methods=["POST"])

admin.add_url_rule("/inbox", "inbox", inbox.inbox)
admin.add_url_rule("/inbox/paste", "paste", inbox_pasting.paste)
admin.add_url_rule("/inbox/paste", "keep_pasted", inbox_pasting.keep_pasted, methods=["POST"])
admin.add_url_rule("/inbox/<int:conversation_id>", "conversation", inbox.conversation)
admin.add_url_rule("/inbox/<int:conversation_id>/answer", "answer", inbox.answer, methods=["POST"])
admin.add_url_rule("/inbox/<int:conversation_id>/done", "close_conversation", inbox.close_conversation, methods=["POST"])
admin.add_url_rule("/inbox/<int:conversation_id>/open", "reopen_conversation", inbox.reopen_conversation, methods=["POST"])
admin.add_url_rule("/inbox/<int:conversation_id>/basket", "prepare_basket", inbox.prepare_basket, methods=["POST"])
admin.add_url_rule("/inbox/messages/<int:message_id>", "send_message_again", inbox.send_message_again, methods=["POST"])
admin.add_url_rule("/inbox/saved", "saved_answers", saved_answers.saved_answers)
admin.add_url_rule("/inbox/saved", "keep_answer", saved_answers.keep_answer, methods=["POST"])
admin.add_url_rule("/inbox/saved/<int:saved_id>", "saved_answer", saved_answers.saved_answer)
admin.add_url_rule("/inbox/saved/<int:saved_id>", "change_answer", saved_answers.change_answer, methods=["POST"])
admin.add_url_rule("/inbox/saved/<int:saved_id>/remove", "forget_answer", saved_answers.forget_answer, methods=["POST"])
admin.add_url_rule("/inbox/public", "public_answers", public_answers.public_answers)
admin.add_url_rule("/inbox/public/new", "new_public_answer", public_answers.new_public_answer)
admin.add_url_rule("/inbox/public/new", "make_public_answer", public_answers.make_public_answer, methods=["POST"])
admin.add_url_rule("/inbox/public/<int:answer_id>", "public_answer", public_answers.public_answer)
admin.add_url_rule("/inbox/public/<int:answer_id>", "save_public_answer", public_answers.save_public_answer, methods=["POST"])
admin.add_url_rule("/inbox/public/<int:answer_id>/up", "lift_public_answer", public_answers.lift_public_answer, methods=["POST"])
admin.add_url_rule("/inbox/public/<int:answer_id>/remove", "withdraw_public_answer", public_answers.withdraw_public_answer,
                   methods=["POST"])

admin.add_url_rule("/audit", "audit", audit.audit)
admin.add_url_rule("/first-steps", "first_steps", first_steps.first_steps)
admin.add_url_rule("/letters", "letters", letters.list_letters)
admin.add_url_rule("/letters/<int:letter_id>", "letter", letters.letter)
admin.add_url_rule("/letters/<int:letter_id>/resend", "resend_letter", letters.resend_letter, methods=["POST"])

admin.add_url_rule("/shelf", "shelf", shelf.shelf)
admin.add_url_rule("/shelf/<int:product_id>/size", "save_shelf_size", shelf.save_size, methods=["POST"])
admin.add_url_rule("/shelf/<int:product_id>/sold-out", "save_shelf_sold_out", shelf.save_sold_out, methods=["POST"])
admin.add_url_rule("/shelf/<int:product_id>/waste", "save_waste", shelf.save_waste, methods=["POST"])
admin.add_url_rule("/shelf/pause", "pause", rush.pause, methods=["POST"])
admin.add_url_rule("/shelf/resume", "resume", rush.resume, methods=["POST"])
admin.add_url_rule("/shelf/busy", "be_busy", rush.be_busy, methods=["POST"])
admin.add_url_rule("/shelf/calm", "calm_down", rush.calm_down, methods=["POST"])
admin.add_url_rule("/shelf/close", "close_early", rush.close_early, methods=["POST"])
admin.add_url_rule("/shelf/reopen", "reopen", rush.reopen, methods=["POST"])

admin.add_url_rule("/hours", "hours", hours.hours)
admin.add_url_rule("/hours", "save_hours", hours.save_hours, methods=["POST"])
admin.add_url_rule("/hours/days", "save_days", hours.save_days, methods=["POST"])
admin.add_url_rule("/hours/days/clear", "clear_days", hours.clear_days, methods=["POST"])
admin.add_url_rule("/hours/holidays", "add_holiday", hours.add_holiday, methods=["POST"])

admin.add_url_rule("/delivery", "delivery", delivery.delivery)
admin.add_url_rule("/delivery/new", "new_zone", delivery.new_zone)
admin.add_url_rule("/delivery/new", "make_zone", delivery.save_zone, methods=["POST"])
admin.add_url_rule("/delivery/<int:zone_id>", "zone", delivery.zone)
admin.add_url_rule("/delivery/<int:zone_id>", "save_zone", delivery.save_zone, methods=["POST"])
admin.add_url_rule("/delivery/<int:zone_id>/hours", "save_zone_hours", delivery.save_zone_hours, methods=["POST"])
admin.add_url_rule("/delivery/<int:zone_id>/move", "move_zone", delivery.move_zone, methods=["POST"])
admin.add_url_rule("/delivery/<int:zone_id>/remove", "remove_zone", delivery.remove_zone, methods=["POST"])

admin.add_url_rule("/today", "today", today.today)
admin.add_url_rule("/today/<int:order_id>/move", "move_card", today.move_card, methods=["POST"])
admin.add_url_rule("/today/<int:order_id>/undo", "undo_card", today.undo_card, methods=["POST"])
admin.add_url_rule("/orders", "orders", orders.list_orders)
admin.add_url_rule("/orders.csv", "export_orders", orders.export_orders)
admin.add_url_rule("/orders/<int:order_id>", "order", order.order)
admin.add_url_rule("/orders/<int:order_id>/move", "move_order", order.move_order, methods=["POST"])
admin.add_url_rule("/orders/<int:order_id>/undo", "undo_order", order.undo_order, methods=["POST"])
admin.add_url_rule("/orders/<int:order_id>/note", "note_order", order.note_order, methods=["POST"])
admin.add_url_rule("/orders/<int:order_id>/time", "order_time", order.choose_time)
admin.add_url_rule("/orders/<int:order_id>/time", "reschedule", order.reschedule, methods=["POST"])
admin.add_url_rule("/orders/<int:order_id>/edit", "edit_order", editing.edit)
admin.add_url_rule("/orders/<int:order_id>/edit", "save_edit", editing.save_edit, methods=["POST"])
SAY_THEIR_OWN = (cakes, feeds, gift_cards, invoicing, money, papers, payment_settings, refunds, reports, takings)
for path, endpoint, view, method in (address for desk in SAY_THEIR_OWN for address in desk.ADDRESSES):
    admin.add_url_rule(path, endpoint, view, methods=[method])
admin.add_url_rule("/bench", "bench", bench.bench)
admin.add_url_rule("/run-sheet", "run_sheet", bench.run_sheet)
admin.add_url_rule("/run-sheet/<int:order_id>", "move_stop", bench.move_stop, methods=["POST"])

admin.add_url_rule("/products", "products", products.products)
admin.add_url_rule("/products/new", "new_product", products.new_product)
admin.add_url_rule("/products/new", "create_product", products.create_product, methods=["POST"])
admin.add_url_rule("/products/<int:product_id>", "product", products.product)
admin.add_url_rule("/products/<int:product_id>", "save_product", products.save_product, methods=["POST"])
admin.add_url_rule("/products/<int:product_id>/withdraw", "withdraw_product", products.withdraw_product, methods=["POST"])
admin.add_url_rule("/products/<int:product_id>/copy", "copy_product", products.copy_product, methods=["POST"])
admin.add_url_rule("/products/prices", "product_prices", product_prices.product_prices)
admin.add_url_rule("/products/prices", "change_prices", product_prices.change_prices, methods=["POST"])
admin.add_url_rule("/products/export", "product_export", product_files.product_export)
admin.add_url_rule("/products/import", "product_import", product_files.product_import)
admin.add_url_rule("/products/import", "try_import", product_files.try_import, methods=["POST"])
admin.add_url_rule("/products/import/<int:import_id>", "follow_import", product_files.follow_import)
admin.add_url_rule("/products/import/<int:import_id>/start", "start_import", product_files.start_import, methods=["POST"])
admin.add_url_rule("/products/import/<int:import_id>/stop", "stop_import", product_files.stop_import, methods=["POST"])
admin.add_url_rule("/products/categories", "categories", product_categories.categories)
admin.add_url_rule("/products/categories", "add_category", product_categories.add_category, methods=["POST"])
admin.add_url_rule("/products/categories/<int:category_id>", "rename_category", product_categories.rename_category, methods=["POST"])
admin.add_url_rule("/products/categories/<int:category_id>/up", "lift_category", product_categories.lift_category, methods=["POST"])
admin.add_url_rule("/products/categories/<int:category_id>/remove", "remove_category", product_categories.remove_category, methods=["POST"])

admin.add_url_rule("/instagram", "instagram", instagram.instagram)
admin.add_url_rule("/instagram/whatsapp", "save_whatsapp", instagram.save_whatsapp, methods=["POST"])
admin.add_url_rule("/instagram/link", "make_bio_link", instagram.make_bio_link, methods=["POST"])
admin.add_url_rule("/instagram/connection", "instagram_connection", instagram.instagram_connection)
admin.add_url_rule("/instagram/connection", "save_instagram_connection", instagram.save_instagram_connection, methods=["POST"])
admin.add_url_rule("/instagram/connection/end", "disconnect_instagram", instagram.disconnect_instagram, methods=["POST"])
admin.add_url_rule("/instagram/products/<int:product_id>", "instagram_kit", instagram_kit.instagram_kit)
admin.add_url_rule("/instagram/products/<int:product_id>/pin", "pin_product", instagram.pin_product, methods=["POST"])
admin.add_url_rule("/instagram/products/<int:product_id>/words", "save_captions", instagram_kit.save_captions, methods=["POST"])
admin.add_url_rule("/instagram/products/<int:product_id>/link", "make_product_link", instagram_kit.make_product_link, methods=["POST"])
admin.add_url_rule("/instagram/products/<int:product_id>/publish", "publish_post", instagram_kit.publish_post, methods=["POST"])
admin.add_url_rule("/instagram/posts/<int:post_id>/retry", "retry_post", instagram_kit.retry_post, methods=["POST"])
admin.add_url_rule("/instagram/posts/<int:post_id>/stop", "stop_post", instagram_kit.stop_post, methods=["POST"])

admin.add_url_rule("/links", "links", links.list_links)
admin.add_url_rule("/links", "mint_link", links.mint_link, methods=["POST"])
admin.add_url_rule("/links/<int:link_id>", "tracked_link", links.tracked_link)
admin.add_url_rule("/links/<int:link_id>/stop", "stop_link", links.stop_link, methods=["POST"])
admin.add_url_rule("/links/<int:link_id>/qr.svg", "link_qr", links.link_qr)

admin.add_url_rule("/offers", "offers", offers.offers)
admin.add_url_rule("/offers/new/<kind>", "new_offer", offers.new_offer)
admin.add_url_rule("/offers/new/<kind>", "create_offer", offers.create_offer, methods=["POST"])
admin.add_url_rule("/offers/<int:offer_id>", "offer", offers.offer)
admin.add_url_rule("/offers/<int:offer_id>", "save_offer", offers.save_offer, methods=["POST"])
admin.add_url_rule("/offers/<int:offer_id>/start", "start_offer", offers.start_offer, methods=["POST"])
admin.add_url_rule("/offers/<int:offer_id>/stop", "stop_offer", offers.stop_offer, methods=["POST"])

admin.add_url_rule("/customers", "customers", customers.list_customers)
admin.add_url_rule("/customers/new", "new_customer", customers.new_customer)
admin.add_url_rule("/customers/new", "add_customer", customers.add_customer, methods=["POST"])
admin.add_url_rule("/customers/<int:customer_id>", "customer", customer.customer)
admin.add_url_rule("/customers/<int:customer_id>", "save_customer", customer.save_customer, methods=["POST"])
admin.add_url_rule("/customers/<int:customer_id>/note", "note_customer", customer.note_customer, methods=["POST"])
admin.add_url_rule("/customers/<int:customer_id>/phone", "verify_customer_phone", customer.verify_customer_phone, methods=["POST"])
admin.add_url_rule("/customers/<int:customer_id>/offers", "invite_customer", customer.invite_customer, methods=["POST"])
admin.add_url_rule("/customers/<int:customer_id>/allergies", "save_customer_allergies", customer.save_customer_allergies, methods=["POST"])
admin.add_url_rule("/customers/<int:customer_id>/merge", "merge_customer", customer.merge_customer, methods=["POST"])
admin.add_url_rule("/customers/<int:customer_id>/unmerge", "unmerge_customer", customer.unmerge_customer, methods=["POST"])
admin.add_url_rule("/customers/<int:customer_id>/data.json", "customer_data", customer.customer_data)
admin.add_url_rule("/customers/<int:customer_id>/erasure", "erase_customer", customer.erase_customer, methods=["POST"])

admin.add_url_rule("/campaigns", "campaigns", campaigns.list_campaigns)
admin.add_url_rule("/campaigns/new", "new_campaign", campaigns.new_campaign)
admin.add_url_rule("/campaigns/new", "create_campaign", campaigns.create_campaign, methods=["POST"])
admin.add_url_rule("/campaigns/<int:campaign_id>", "campaign", campaigns.campaign)
admin.add_url_rule("/campaigns/<int:campaign_id>/edit", "edit_campaign", campaigns.edit_campaign)
admin.add_url_rule("/campaigns/<int:campaign_id>/edit", "save_campaign", campaigns.save_campaign, methods=["POST"])
admin.add_url_rule("/campaigns/<int:campaign_id>/progress", "campaign_progress", campaigns.campaign_progress)
admin.add_url_rule("/campaigns/<int:campaign_id>/letter/<spoken>", "campaign_letter", campaigns.campaign_letter)
admin.add_url_rule("/campaigns/<int:campaign_id>/send", "send_campaign", campaign_sending.send_campaign, methods=["POST"])
admin.add_url_rule("/campaigns/<int:campaign_id>/test", "test_campaign", campaign_sending.test_campaign, methods=["POST"])
admin.add_url_rule("/campaigns/<int:campaign_id>/copy", "copy_campaign", campaign_sending.copy_campaign, methods=["POST"])
admin.add_url_rule("/campaigns/<int:campaign_id>/remove", "remove_campaign", campaign_sending.remove_campaign, methods=["POST"])
for act, steer in campaign_sending.STEERS.items():
    admin.add_url_rule(f"/campaigns/<int:campaign_id>/{act}", f"{act}_campaign", steer, methods=["POST"])
admin.add_url_rule("/campaigns/contacts", "contacts", contacts.contacts)
admin.add_url_rule("/campaigns/contacts", "try_contacts", contacts.try_contacts, methods=["POST"])
admin.add_url_rule("/campaigns/contacts/<int:file_id>", "contact_file", contacts.contact_file)
admin.add_url_rule("/campaigns/contacts/<int:file_id>/start", "start_contacts", contacts.start_contacts, methods=["POST"])
