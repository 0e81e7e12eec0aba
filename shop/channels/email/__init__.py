"""The letter box: what letters say, and which fact owes whom one."""
from shop.channels.email.asking import send_question_letter
from shop.channels.email.belated import send_late_letter
from shop.channels.email.composing import LetterComposer
from shop.channels.email.gifting import send_gift_cards_letter
from shop.channels.email.owing import send_answer_letter, send_change_letter, send_move_letter, send_order_letter, send_owner_letter
from shop.channels.email.paying import send_failed_letter, send_paid_letter
from shop.channels.email.proving import send_code_letter, send_confirmation_letter
from shop.channels.email.sharing import send_return_letter
from shop.channels.email.wishing import send_offer_letter, send_wish_letters
from shop.channels.email.withdrawing import send_withdrawal_letter

__all__ = ["LetterComposer", "send_answer_letter", "send_change_letter", "send_code_letter", "send_confirmation_letter",
           "send_gift_cards_letter",
           "send_move_letter",
           "send_order_letter", "send_owner_letter", "send_question_letter", "send_return_letter",
           "send_failed_letter", "send_late_letter", "send_offer_letter", "send_paid_letter", "send_wish_letters", "send_withdrawal_letter"]
