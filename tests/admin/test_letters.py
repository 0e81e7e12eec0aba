"""Reading letters in the office, and sending one once more."""
import pytest
from flask.testing import FlaskClient

from shop.domain import letters
from shop.domain.letters import Letter
from shop.kernel import clock, ports
from shop.kernel.database import db, writing
from tests.admin.reading import said


def make_letter(subject: str = "Il tuo ordine", *, to: str = "marta@example.org", state: str = "kept", kind: str = "placed") -> int:
    now = clock.now()
    with writing():
        row = Letter(kind=kind, cause=f"{kind}:{subject}:{to}", about="order:1", to=to, language="it", subject=subject,
                     text="Ciao Marta,\n\ngrazie <b>dell'ordine</b>.", html="", attachments=[], message_id=f"<{subject}-{to}>", state=state,
                     created_at=now, due_at=now, tries=0)
        db.session.add(row)
        db.session.flush()
        return row.id


def test_without_a_server_letters_are_read_here_and_the_page_says_so(owner: FlaskClient) -> None:
    letter_id = make_letter()
    listed = owner.get("/admin/letters").text
    assert said("admin.letters.not_sending") in listed and "marta@example.org" in listed and said("admin.letters.states.kept") in listed
    page = owner.get(f"/admin/letters/{letter_id}").text
    assert "Ciao Marta," in page and "&lt;b&gt;" in page
    assert said("admin.letters.resend") not in page


def test_letters_are_found_by_address_subject_and_state(owner: FlaskClient) -> None:
    make_letter("Pronto", to="paolo@example.org", state="refused")
    make_letter("Ricevuto")
    assert "Ricevuto" not in owner.get("/admin/letters?words=paolo").text
    assert "Ricevuto" in owner.get("/admin/letters?words=ricevuto").text
    only = owner.get("/admin/letters?state=refused").text
    assert "Pronto" in only and "Ricevuto" not in only
    assert said("admin.letters.empty_found") in owner.get("/admin/letters?words=nessuno").text
    assert "Ricevuto" in owner.get("/admin/letters?state=invented").text


def test_a_refused_letter_is_sent_again_on_a_tap(owner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports.post_office(), "is_open", lambda: True)
    letter_id = make_letter(state="refused")
    assert said("admin.letters.resend") in owner.get(f"/admin/letters/{letter_id}").text
    assert owner.post(f"/admin/letters/{letter_id}/resend").status_code == 302
    db.session.rollback()
    assert letters.get_letter(letter_id).state == "queued"


def test_sending_again_without_a_server_is_refused_with_a_sentence(owner: FlaskClient) -> None:
    answer = owner.post(f"/admin/letters/{make_letter()}/resend")
    assert answer.status_code == 409 and said("refusal.nothing_is_sent") in answer.text


def test_letters_that_open_a_door_are_nobody_s_to_read(owner: FlaskClient) -> None:
    letter_id = make_letter("Il tuo accesso", kind="sign_in")
    assert "Il tuo accesso" not in owner.get("/admin/letters").text
    assert owner.get(f"/admin/letters/{letter_id}").status_code == 404
    assert owner.post(f"/admin/letters/{letter_id}/resend").status_code in (404, 409)
