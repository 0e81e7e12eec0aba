"""The owner's back office: one file per desk; each adds its own lines here."""
from shop.web.channel import Channel

admin = Channel("admin", __name__, "/admin")
