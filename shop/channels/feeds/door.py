"""Opens the feeds: the address of each, for search engines, social catalogues and assistants to read."""
from shop.channels.feeds import google, meta, openai
from shop.web.channel import Channel

feeds = Channel("feeds", __name__, "/feeds")
HERE = "/<any(it, en):language>"
feeds.add_url_rule(HERE + "/google.xml", "google", google.products)
feeds.add_url_rule("/google-local.txt", "google_local", google.inventory)
feeds.add_url_rule(HERE + "/meta.csv", "meta", meta.catalogue)
feeds.add_url_rule(HERE + "/openai.jsonl", "openai", openai.products)
