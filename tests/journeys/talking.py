"""A few conversations, saved answers and published questions, for the pages that show them."""
from typing import Any

from shop.domain import conversations
from shop.kernel import clock


def talk(product_id: int) -> dict[str, Any]:
    """For each word in an address of theirs, what it may be."""
    asked, pasted, called = _hear(product_id)
    conversations.answer(pasted, "Certo Marta! Ti preparo il cestino.", by="staff:1", now=clock.now())
    conversations.close(called)
    token = conversations.get_conversation(pasted).token
    return {"conversation_id": [asked, pasted, called], "saved_id": [_save()], "question": token,
            "answer_id": [_publish(None, "Consegnate a domicilio?"), _publish(product_id, "Si conserva fuori dal frigo?")]}


def _hear(product_id: int) -> tuple[int, int, int]:
    now = clock.now()
    return (
        conversations.hear(channel="website", text="Si può avere senza albicocca?\nGrazie, Ada", now=now, email="ada@example.org",
                           name="Ada", product_id=product_id),
        conversations.hear(channel="message", text="Mi tenete 12 cornetti per sabato?", now=now, handle="marta.dolci", phone="333 1234567"),
        conversations.hear(channel="phone", text="Vuole un preventivo per 40 persone.", now=now, name="Sig. Bianchi", phone="011 555010"))


def _save() -> int:
    words = {"it": "Da martedì a domenica, dalle 7 alle 19.", "en": "Tuesday to Sunday, from 7 to 19."}
    return conversations.save_answer(title="Orari", text=words, by="staff:1", now=clock.now())


def _publish(product_id: int | None, question: str) -> int:
    asked, answered = {"it": question, "en": "Do you?"}, {"it": "Sì.", "en": "Yes."}
    return conversations.publish_answer(question=asked, answer=answered, product_id=product_id, by="staff:1", now=clock.now())
