"""Opens the website: its blueprint and the address of every page."""
from shop.channels.website import (
    arriving,
    basket,
    checkout,
    find_order,
    frame,
    home,
    legal,
    menu,
    order_page,
    order_papers,
    product,
    questions,
    rescheduling,
    seo,
    today,
)
from shop.web.channel import Channel

website = Channel("website", __name__)
website.context_processor(frame.around)
HERE = "/<any(it, en):language>"
ORDER = HERE + "/orders/<token>"
PLACES = (
    ("/", "start", home.start, "GET"),
    (HERE + "/", "home", home.home, "GET"),
    (HERE + "/today", "today", today.today, "GET"),
    (HERE + "/menu", "menu", menu.menu, "GET"),
    (HERE + "/menu/<category>", "category", menu.menu, "GET"),
    (HERE + "/search", "search", menu.menu, "GET"),
    (HERE + "/p/<slug>", "product", product.product, "GET"),
    (HERE + "/p/<slug>", "choose", product.choose, "POST"),
    (HERE + "/p/<slug>/price", "price", product.price, "POST"),
    (HERE + "/basket", "basket", basket.basket, "GET"),
    (HERE + "/basket/products/<int:product_id>", "take", basket.take, "POST"),
    (HERE + "/basket/lines/<int:line_id>", "set_line", basket.set_line, "POST"),
    (HERE + "/basket/prices", "accept_prices", basket.accept_prices, "POST"),
    (HERE + "/basket/qr.svg", "basket_qr", basket.show_qr, "GET"),
    (HERE + "/b/<token>", "open_basket", basket.open_elsewhere, "GET"),
    (HERE + "/b/<token>", "keep_basket", basket.keep_here, "POST"),
    (HERE + "/checkout", "checkout", checkout.checkout, "GET"),
    (HERE + "/checkout", "place_order", checkout.place_order, "POST"),
    (HERE + "/checkout/draft", "draft", checkout.draft, "POST"),
    (ORDER, "order_page", order_page.order_page, "GET"),
    (ORDER + "/cancellation", "cancel_order", order_page.cancel_order, "POST"),
    (ORDER + "/copy", "order_again", order_page.order_again, "POST"),
    (ORDER + "/time", "choose_time", rescheduling.choose_time, "GET"),
    (ORDER + "/time", "change_time", rescheduling.change_time, "POST"),
    (ORDER + "/qr.svg", "order_qr", order_papers.show_qr, "GET"),
    (ORDER + "/calendar.ics", "order_calendar", order_papers.show_calendar, "GET"),
    (HERE + "/find-order", "find_order", find_order.find_order, "GET"),
    (HERE + "/find-order", "look_for_order", find_order.look_for_order, "POST"),
    (HERE + "/faq", "faq", questions.faq, "GET"),
    (HERE + "/faq", "ask", questions.ask, "POST"),
    (HERE + "/p/<slug>/questions", "product_questions", questions.product_questions, "GET"),
    (HERE + "/p/<slug>/questions", "ask_about", questions.ask_about, "POST"),
    (HERE + "/questions/<token>", "question", questions.question, "GET"),
    (HERE + "/questions/<token>", "say_more", questions.say_more, "POST"),
    (HERE + "/legal/<page>", "legal", legal.legal, "GET"),
    ("/l/", "follow", arriving.follow, "GET"),
    ("/l/<path:code>", "follow", arriving.follow, "GET"),
    ("/sitemap.xml", "sitemap", seo.sitemap, "GET"),
    ("/robots.txt", "robots", seo.robots, "GET"),
)
for rule, endpoint, view, method in PLACES:
    website.add_url_rule(rule, endpoint=endpoint, view_func=view, methods=[method])
website.after_request(frame.keep_private)
