"""Opens Instagram's door: the page behind the link, and the address that notices are told to."""
from shop.channels.instagram import bio, notices
from shop.web.channel import Channel

instagram = Channel("instagram", __name__)
instagram.add_url_rule("/<any(it, en):language>/bio", "bio", bio.bio)
instagram.add_url_rule("/instagram/notices", "notices", notices.verify)
instagram.add_url_rule("/instagram/notices", "hear_notices", notices.hear, methods=["POST"])
