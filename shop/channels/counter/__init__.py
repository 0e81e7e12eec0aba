"""The counter: staff facing a customer, selling at the till, handing over by code and taking orders by phone."""
from shop.channels.counter import (
    asking_money,
    drawer,
    drawer_closing,
    finding,
    handing_over,
    ordering,
    placing,
    receipts,
    returning,
    seller,
    sharing,
    till,
    till_cards,
    till_choosing,
    till_customer,
    till_paying,
    till_reader,
)
from shop.channels.counter.door import counter

__all__ = ["counter"]

counter.add_url_rule("/till", "till", till.till)
counter.add_url_rule("/till", "till_enter", till.enter, methods=["POST"])
counter.add_url_rule("/till/add", "till_add", till.add, methods=["POST"])
counter.add_url_rule("/till/choose/<int:product_id>", "till_choose", till_choosing.choose)
counter.add_url_rule("/till/choose/<int:product_id>", "till_chosen", till_choosing.chosen, methods=["POST"])
counter.add_url_rule("/till/line", "till_line", till.set_line, methods=["POST"])
counter.add_url_rule("/till/code", "till_code", till.apply_code, methods=["POST"])
counter.add_url_rule("/till/code/drop", "till_drop", till.drop_offer, methods=["POST"])
counter.add_url_rule("/till/card/drop", "till_drop_card", till_cards.drop_card, methods=["POST"])
counter.add_url_rule("/till/credit", "till_credit", till_cards.use_credit, methods=["POST"])
counter.add_url_rule("/till/customer", "till_customer", till_customer.find)
counter.add_url_rule("/till/customer", "till_attach", till_customer.attach, methods=["POST"])
counter.add_url_rule("/till/customer/drop", "till_detach", till_customer.detach, methods=["POST"])
counter.add_url_rule("/till/<token>/pay", "till_pay", till_paying.pay)
counter.add_url_rule("/till/<token>/pay", "till_paid", till_paying.paid, methods=["POST"])
counter.add_url_rule("/till/sold/<code>", "till_sold", till_paying.sold)
counter.add_url_rule("/till/sold/<code>/undo", "till_undo", till_paying.undo, methods=["POST"])
counter.add_url_rule("/who", "who", seller.who)
counter.add_url_rule("/who", "take_place", seller.take_place, methods=["POST"])
counter.add_url_rule("/lock", "lock", seller.lock, methods=["POST"])
counter.add_url_rule("/receipts/<int:receipt_id>", "receipt", receipts.receipt)
counter.add_url_rule("/receipts/<int:receipt_id>", "send_receipt", receipts.send_receipt, methods=["POST"])
counter.add_url_rule("/receipts/<int:receipt_id>/fiscal", "flag_receipt", receipts.flag_receipt, methods=["POST"])
counter.add_url_rule("/receipts/<int:receipt_id>/qr.svg", "receipt_qr", receipts.receipt_qr)

counter.add_url_rule("/", "counter", finding.counter)
counter.add_url_rule("/find", "find", finding.find)
counter.add_url_rule("/orders/<code>", "hand_over", handing_over.hand_over)
counter.add_url_rule("/orders/<code>", "handed_over", handing_over.handed_over, methods=["POST"])
counter.add_url_rule("/orders/<code>/reader", "reader", till_reader.waiting)
counter.add_url_rule("/orders/<code>/reader", "start_reader", till_reader.start, methods=["POST"])
counter.add_url_rule("/orders/<code>/reader/stop", "stop_reader", till_reader.stop, methods=["POST"])
counter.add_url_rule("/orders/<code>/undo", "undo", handing_over.undo, methods=["POST"])

counter.add_url_rule("/orders/<code>/return", "return_form", returning.return_form)
counter.add_url_rule("/orders/<code>/return", "take_back", returning.take_back, methods=["POST"])
counter.add_url_rule("/orders/<code>/return/<int:refund_id>", "returned", returning.returned)

counter.add_url_rule("/orders/<code>/pay-link", "pay_link", asking_money.pay_link)
counter.add_url_rule("/orders/<code>/pay-link", "send_pay_link", asking_money.send_link, methods=["POST"])
counter.add_url_rule("/orders/<code>/pay-later", "confirm_unpaid", asking_money.confirm_unpaid, methods=["POST"])

counter.add_url_rule("/phone", "phone", ordering.phone)
counter.add_url_rule("/phone/add", "add", ordering.add, methods=["POST"])
counter.add_url_rule("/phone/choose/<int:product_id>", "choose", ordering.choose)
counter.add_url_rule("/phone/choose/<int:product_id>", "chosen", ordering.chosen, methods=["POST"])
counter.add_url_rule("/phone/line", "set_line", ordering.set_line, methods=["POST"])
counter.add_url_rule("/phone/<token>/place", "checkout", placing.checkout)
counter.add_url_rule("/phone/<token>/place", "place", placing.place, methods=["POST"])
counter.add_url_rule("/phone/<token>/send", "share", sharing.share)
counter.add_url_rule("/phone/<token>/send", "send_basket", sharing.send, methods=["POST"])
counter.add_url_rule("/phone/<token>/qr.svg", "basket_qr", sharing.show_qr)
counter.add_url_rule("/phone/placed/<code>", "placed", placing.placed)

counter.add_url_rule("/drawer", "drawer", drawer.drawer)
counter.add_url_rule("/drawer/open", "drawer_open", drawer.open_drawer, methods=["POST"])
counter.add_url_rule("/drawer/move", "drawer_move", drawer.move_cash, methods=["POST"])
counter.add_url_rule("/drawer/rules", "drawer_rules", drawer.save_rules, methods=["POST"])
counter.add_url_rule("/drawer/count", "drawer_count", drawer_closing.count)
counter.add_url_rule("/drawer/close", "drawer_close", drawer_closing.close, methods=["POST"])
counter.add_url_rule("/drawer/x", "drawer_x", drawer_closing.x_report)
counter.add_url_rule("/drawer/shifts/<int:shift_id>", "shift", drawer_closing.shift)
