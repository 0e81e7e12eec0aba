"""The map of the house.

assembly      puts everything together: settings, database, ports, channels, listeners
commands      flask shop ...: open, serve, work, migrate, demo, doctor, backup, restore, sign-in-link
worker        the recurring round: outbox, letters, picture sizes, backup, old baskets
channels/     doors through which people meet the shop: website, email, counter
admin/        the owner's back office, one file per desk
integrations/ the world outside: SMTP, picture files; plugged into kernel.ports by assembly
web/          HTTP plumbing shared by all screens, no shop rules
domain/       the shared heart: what is true about the shop, whatever the channel
kernel/       what everything stands on: money, time, database, events, wording
templates/ static/ translations/   the same words as here, for what people see

A rule is in domain/<noun>/<verb>ing.py; a screen in channels/<channel>/ or admin/.
"""
