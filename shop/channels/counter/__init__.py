"""The counter: staff facing a customer, handing over by code and taking orders by phone."""
from shop.channels.counter import finding, handing_over, ordering, placing, returning
from shop.channels.counter.door import counter

__all__ = ["counter"]

counter.add_url_rule("/", "counter", finding.counter)
counter.add_url_rule("/find", "find", finding.find)
counter.add_url_rule("/orders/<code>", "hand_over", handing_over.hand_over)
counter.add_url_rule("/orders/<code>", "handed_over", handing_over.handed_over, methods=["POST"])
counter.add_url_rule("/orders/<code>/undo", "undo", handing_over.undo, methods=["POST"])

counter.add_url_rule("/orders/<code>/return", "return_form", returning.return_form)
counter.add_url_rule("/orders/<code>/return", "take_back", returning.take_back, methods=["POST"])
counter.add_url_rule("/orders/<code>/return/<int:refund_id>", "returned", returning.returned)

counter.add_url_rule("/phone", "phone", ordering.phone)
counter.add_url_rule("/phone/add", "add", ordering.add, methods=["POST"])
counter.add_url_rule("/phone/choose/<int:product_id>", "choose", ordering.choose)
counter.add_url_rule("/phone/choose/<int:product_id>", "chosen", ordering.chosen, methods=["POST"])
counter.add_url_rule("/phone/line", "set_line", ordering.set_line, methods=["POST"])
counter.add_url_rule("/phone/<token>/place", "checkout", placing.checkout)
counter.add_url_rule("/phone/<token>/place", "place", placing.place, methods=["POST"])
counter.add_url_rule("/phone/placed/<code>", "placed", placing.placed)
