"""What the shop shows on Instagram: the page behind the link, the words under a picture, pictures published once."""

from shop.domain.posts.connecting import BadAccount, BadSecret, Connection, connect, connection, disconnect, ends_soon
from shop.domain.posts.finding import get_post, list_posts
from shop.domain.posts.models import Caption, Post
from shop.domain.posts.pinning import MOST_PINNED, PageSettings, list_pinned, page_settings, pin, set_whatsapp
from shop.domain.posts.publishing import LIVE, NoPicture, NotConnected, publish, publish_due, stop, try_again
from shop.domain.posts.wording import LONGEST, MOST_TAGS, CaptionTooLong, TooManyTags, keep_captions, list_captions, tags

__all__ = [
    "LIVE", "LONGEST", "MOST_PINNED", "MOST_TAGS", "BadAccount", "BadSecret", "Caption", "CaptionTooLong", "Connection", "NoPicture",
    "NotConnected", "PageSettings", "Post", "TooManyTags", "connect", "connection", "disconnect", "ends_soon", "get_post", "keep_captions",
    "list_captions", "list_pinned", "list_posts", "page_settings", "pin", "publish", "publish_due", "set_whatsapp", "stop", "tags",
    "try_again",
]
