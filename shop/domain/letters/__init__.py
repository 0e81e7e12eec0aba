"""Letters: composed once, stored, then sent; kept and readable where no server is set."""
from shop.domain.letters.delivering import deliver_due
from shop.domain.letters.finding import count_each, count_waiting, get_letter, is_sending, list_about, list_letters
from shop.domain.letters.forgetting import forget_letters
from shop.domain.letters.models import Letter
from shop.domain.letters.queueing import queue
from shop.domain.letters.resending import NothingIsSent, resend

__all__ = ["Letter", "NothingIsSent", "count_each", "count_waiting", "deliver_due", "forget_letters",
            "get_letter", "is_sending", "list_about",
           "list_letters", "queue", "resend"]
