"""What people ask from whatever door becomes one conversation each, answered once, and kept from everybody else."""
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from shop.domain import conversations, customers, letters
from shop.domain.conversations import NothingSaid, SaidTooMuch
from shop.domain.customers import BadEmail
from shop.kernel import clock, events, ports
from shop.kernel.database import db
from shop.kernel.refusal import NotFound
from tests import makers, racing
from tests.world import open_world


def hear(text: str = "Fate torte senza glutine?", channel: str = "message", **more: object) -> int:
    return conversations.hear(channel=channel, text=text, now=clock.now(), **more)  # type: ignore[arg-type]


def said(conversation_id: int) -> list[str]:
    return [message.text for message in conversations.list_messages(conversation_id)]


@dataclass
class Told:
    """A messenger that remembers; `fails` is raised instead."""

    fails: Exception | None = None
    said: list[tuple[str, str]] = field(default_factory=list)

    def is_connected(self) -> bool:
        return True

    def send(self, *, thread: str, text: str) -> str:
        self.said.append((thread, text))
        if self.fails:
            raise self.fails
        return f"m{len(self.said)}"


@pytest.fixture
def messenger(any_app: Flask) -> Iterator[Told]:
    held = ports._held()
    before, held.messenger = held.messenger, Told()
    yield held.messenger
    held.messenger = before


def test_a_first_word_opens_a_conversation_with_a_recognised_person(any_app: Flask) -> None:
    known = customers.recognise(email="ada@example.org", phone=None, name="Ada", language="it", now=clock.now())
    conversation = conversations.get_conversation(hear(email=" ADA@example.org ", name="Ada R."))
    assert (conversation.customer_id, conversation.email, conversation.state) == (known, "ada@example.org", "open")
    assert said(conversation.id) == ["Fate torte senza glutine?"]


def test_the_same_notice_heard_twice_is_one_message(any_app: Flask) -> None:
    first = hear("Ciao", "instagram", thread="dm:7", reference="mid.1", handle="ada.dolci")
    assert hear("Ciao", "instagram", thread="dm:7", reference="mid.1", handle="ada.dolci") == first
    assert said(first) == ["Ciao"]


@pytest.mark.parametrize("thread", ["dm:7", None])
def test_the_same_notice_heard_by_many_at_once_is_one_message_in_one_conversation(any_app: Flask, thread: str | None) -> None:
    def one(_number: int) -> int:
        return hear("Ciao", "instagram", thread=thread, reference="mid.1")

    assert len(set(racing.race(any_app, 8, one))) == 1
    db.session.rollback()
    assert conversations.list_conversations().total == 1 and said(conversations.list_open().rows[0].conversation.id) == ["Ciao"]


def test_a_thread_goes_on_even_when_it_was_done(any_app: Flask) -> None:
    first = hear("Ciao", "instagram", thread="dm:7", reference="a")
    conversations.close(first)
    assert hear("Ci siete?", "instagram", thread="dm:7", reference="b") == first
    assert conversations.get_conversation(first).state == "open" and said(first) == ["Ciao", "Ci siete?"]


def test_what_one_person_writes_in_two_places_is_one_open_conversation(any_app: Flask) -> None:
    first = hear("Ciao", "instagram", thread="dm:7", handle="ada.dolci")
    assert hear("Incollata a mano", "message", handle="@Ada.Dolci") == first
    conversations.close(first)
    assert hear("Mesi dopo", "message", handle="ada.dolci") != first


def test_two_threads_stay_two_conversations(any_app: Flask) -> None:
    assert hear("Uno", "instagram", thread="dm:7", handle="ada") != hear("Due", "instagram", thread="dm:8", handle="ada")


def test_who_types_another_persons_address_into_the_website_gets_nothing_of_their_conversation(any_app: Flask) -> None:
    hers = hear("Il mio indirizzo è via Roma 1", "email", email="ada@example.org")
    stranger = hear("Ciao", "website", email="ada@example.org")
    assert stranger != hers and said(stranger) == ["Ciao"]
    assert hear("La mia risposta", "email", email="ada@example.org") == hers
    assert said(stranger) == ["Ciao"], "what she writes later is not shown to who typed her address"


def test_a_public_comment_never_joins_a_private_talk(any_app: Flask) -> None:
    private = hear("In privato", "instagram", thread="dm:7", handle="ada")
    assert hear("In pubblico", "comment", thread="comment:9", handle="ada") != private


@pytest.mark.parametrize(("text", "refusal"), [("  \n ", NothingSaid), ("x" * 4_001, SaidTooMuch)])
def test_words_nobody_could_read_are_refused(app: Flask, text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        hear(text)
    assert conversations.list_conversations().total == 0


def test_a_broken_address_keeps_nothing(app: Flask) -> None:
    with pytest.raises(BadEmail):
        hear(email="ada@")
    assert conversations.list_conversations().total == 0


def test_an_answer_goes_by_letter_once_with_the_question_and_a_way_back(any_app: Flask) -> None:
    asked = hear("Avete il <b>panettone</b>?", "website", email="ada@example.org", name="Ada")
    conversations.answer(asked, "Sì, da lunedì.", by="shop", now=clock.now(), is_done=True)
    events.deliver_due(clock.now())
    events.deliver_due(makers.later(hours=1))
    (letter,) = [one for one in letters.list_letters() if one.kind == "answer"]
    token = conversations.get_conversation(asked).token
    assert letter.to == "ada@example.org" and "Sì, da lunedì." in letter.text and f"/it/questions/{token}" in letter.text
    assert "&lt;b&gt;panettone" in letter.html and "<b>panettone" not in letter.html
    assert conversations.list_messages(asked)[-1].state == "sent" and conversations.get_conversation(asked).state == "done"


def test_the_owner_hears_once_of_a_new_question_from_the_website(any_app: Flask) -> None:
    world = open_world()
    asked = hear("È fresca?", "website", email="ada@example.org", name="Ada", product_id=world.sacher.id)
    conversations.say_more(conversations.get_conversation(asked).token, "E senza noci?", now=clock.now())
    hear("Incollata", "message", handle="ada")
    for hours in (0, 1):
        events.deliver_due(makers.later(hours=hours))
    (letter,) = letters.list_letters()
    assert letter.to == "ciao@fiordaliso.example" and letter.subject == "Ada ti chiede qualcosa"
    assert "È fresca?" in letter.text and "Torta Sacher" in letter.text and f"/admin/inbox/{asked}" in letter.text


def test_who_left_no_address_is_answered_by_hand(any_app: Flask) -> None:
    asked = hear(phone="333 1234567")
    conversations.answer(asked, "Sì!", by="shop", now=clock.now())
    events.deliver_due(clock.now())
    assert conversations.list_messages(asked)[-1].state == "said" and not letters.list_letters()


def test_an_answer_in_a_thread_is_said_there_once(any_app: Flask, messenger: Told) -> None:
    asked = hear("Ciao", "instagram", thread="dm:7", reference="mid.1", handle="ada")
    conversations.answer(asked, "Ciao Ada!", by="shop", now=clock.now())
    events.deliver_due(clock.now())
    assert messenger.said == [("dm:7", "Ciao Ada!")]
    last = conversations.list_messages(asked)[-1]
    assert (last.state, last.reference) == ("sent", "m1")
    hear("Ciao Ada!", "instagram", thread="dm:7", reference="m1")
    assert said(asked) == ["Ciao", "Ciao Ada!"], "the platform's own notice of our answer is no new message"


@pytest.mark.parametrize(("failure", "code"), [(ports.OutsideRefused("too_late"), "too_late"), (OSError("gone"), "unknown")])
def test_what_did_not_arrive_says_why_and_is_only_said_again_by_hand(any_app: Flask, messenger: Told, failure: Exception, code: str
) -> None:
    asked = hear("Ciao", "instagram", thread="dm:7", handle="ada")
    messenger.fails = failure
    message_id = conversations.answer(asked, "Ciao!", by="shop", now=clock.now())
    for minutes in (0, 5, 500):
        events.deliver_due(makers.later(minutes=minutes))
    db.session.expire_all()
    assert len(messenger.said) == 1 and conversations.get_message(message_id).error == code
    messenger.fails = None
    conversations.send_again(message_id, by="shop", now=clock.now())
    conversations.send_again(message_id, by="shop", now=clock.now())
    events.deliver_due(makers.later(hours=20))
    db.session.expire_all()
    assert len(messenger.said) == 2 and conversations.get_message(message_id).state == "sent"


def test_the_inbox_shows_the_newest_first_a_page_at_a_time_and_finds_words_and_signs(any_app: Flask) -> None:
    ids = [hear(f"Domanda {n}", "website", phone=f"333 12345{n:02}", name=f"Nome {n}") for n in range(7)]
    conversations.close(ids[0])
    page = conversations.list_open(page=2, per_page=4)
    assert (page.total, page.pages) == (6, 2) and [row.conversation.id for row in page.rows] == [ids[2], ids[1]]
    assert conversations.count_open() == 6 and conversations.count_each() == {"open": 6, "done": 1}
    assert [row.last.text for row in conversations.list_conversations(words="domanda 3").rows if row.last] == ["Domanda 3"]
    assert [row.conversation.id for row in conversations.list_conversations(words="1234504").rows] == [ids[4]]
    assert conversations.list_conversations(words="100%").total == 0


def test_the_person_goes_on_where_they_asked(any_app: Flask) -> None:
    asked = hear(channel="website", email="ada@example.org")
    conversations.close(asked)
    conversations.say_more(conversations.get_conversation(asked).token, "E senza lattosio?", now=clock.now())
    assert conversations.get_conversation(asked).state == "open" and said(asked)[-1] == "E senza lattosio?"
    with pytest.raises(NotFound):
        conversations.say_more("nothing", "Ciao", now=clock.now())


def words(italian: str, english: str = "") -> dict[str, str]:
    return {"it": italian, "en": english or italian}


def publish(question: str, answer: str = "Sì.", **more: object) -> int:
    return conversations.publish_answer(question=words(question), answer=words(answer), by="shop", now=clock.now(), **more)  # type: ignore[arg-type]


def test_published_questions_stand_where_they_belong_until_they_are_taken_away(any_app: Flask) -> None:
    cake = makers.make_product("Sacher")
    under, general = publish("È fresca?", product_id=cake.id), publish("Consegnate?")
    assert [one.id for one in conversations.list_public(cake.id)] == [under]
    assert [one.id for one in conversations.list_public()] == [general]
    publish("Consegnate a casa?", answer_id=general)
    assert [one.question["it"] for one in conversations.list_public()] == ["Consegnate a casa?"]
    publish("Consegnate a casa?", answer_id=general, is_published=False)
    assert conversations.list_public() == [] and len(conversations.list_all()) == 2
    conversations.withdraw_answer(under, by="shop", now=clock.now())
    assert conversations.list_public(cake.id) == []
    with pytest.raises(NotFound):
        publish("Di che cosa?", product_id=987)


def test_the_search_of_questions_hears_neither_accents_nor_plurals(any_app: Flask) -> None:
    publish("I bignè contengono glutine?", "Sì, tutte le nostre paste.")
    publish("Fate consegne?", "Sì, a Torino.")
    assert [one.question["it"] for one in conversations.search_public("BIGNE pasta")] == ["I bignè contengono glutine?"]
    assert [one.question["it"] for one in conversations.search_public("consegna")] == ["Fate consegne?"]
    assert conversations.search_public("lasagne") == []


def test_questions_can_be_put_in_order(any_app: Flask) -> None:
    _first, _second, third = publish("Uno"), publish("Due"), publish("Tre")
    conversations.lift_answer(third)
    assert [one.question["it"] for one in conversations.list_public()] == ["Uno", "Tre", "Due"]


def test_saved_answers_are_kept_changed_and_forgotten(any_app: Flask) -> None:
    kept = conversations.save_answer(title="Orari", text=words("Dalle 7 alle 19."), by="shop", now=clock.now())
    conversations.save_answer(title="Orari!", text=words("Dalle 7 alle 20."), by="shop", now=clock.now(), saved_id=kept)
    assert [(one.title, one.text["it"]) for one in conversations.list_saved()] == [("Orari!", "Dalle 7 alle 20.")]
    conversations.forget_saved(kept, by="shop", now=clock.now())
    assert conversations.list_saved() == []
