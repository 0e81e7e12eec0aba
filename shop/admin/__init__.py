"""The owner's back office: one file per desk; each adds its own lines here."""
from shop.admin import account, audit, desks, first_steps, letters, settings, sign_in, staff
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

admin.add_url_rule("/audit", "audit", audit.audit)
admin.add_url_rule("/first-steps", "first_steps", first_steps.first_steps)
admin.add_url_rule("/letters", "letters", letters.list_letters)
admin.add_url_rule("/letters/<int:letter_id>", "letter", letters.letter)
admin.add_url_rule("/letters/<int:letter_id>/resend", "resend_letter", letters.resend_letter, methods=["POST"])
