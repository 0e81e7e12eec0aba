"""Opens the door to the printed window; only who hands out links comes in."""
from shop.channels.window import posters
from shop.web.channel import Channel

window = Channel("window", __name__, "/admin/posters")
window.add_url_rule("/<int:link_id>/<size>", "poster", posters.poster)
