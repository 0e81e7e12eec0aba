"""Who a sign belongs to, and that a sign nobody proved changes and mixes nothing."""

from flask import Flask

from shop.domain import customers
from shop.kernel import clock


def know(email: str | None = None, phone: str | None = None, *, instagram: str | None = None, name: str = "") -> int:
    found = customers.recognise(email=email, phone=phone, instagram=instagram, name=name, language="it", now=clock.now())
    assert found is not None
    return found


def test_the_same_sign_is_the_same_person(any_app: Flask) -> None:
    for signs in ({"email": "maria@example.org"}, {"phone": "+393331112223"}, {"instagram": "maria.dolce"}):
        assert know(**signs) == know(**signs)
    assert customers.recognise(email=None, phone=None, name="Nessuno", language="it", now=clock.now()) is None


def test_ones_address_beside_anothers_number_mixes_nobody(any_app: Flask) -> None:
    maria = know("maria@example.org", "+393331112223", name="Maria")
    mallory = know("mallory@example.org", "+393331112223", name="Mallory")
    assert mallory != maria
    assert know(phone="+393331112223") == maria, "the number stays whose it was"
    assert customers.get_customer(mallory).phone is None
    assert customers.get_customer(mallory).also_phone == "+393331112223", "noted, for staff to ask"


def test_a_new_address_beside_a_known_number_is_a_new_person(any_app: Flask) -> None:
    caller = know(phone="+393331112223", name="Signora del telefono")
    assert know("new@example.org", "+393331112223") != caller
    assert customers.get_customer(caller).email is None


def test_who_is_known_is_not_changed_by_what_is_typed_beside(any_app: Flask) -> None:
    maria = know("maria@example.org", "+393331112223", name="Maria Rossi")
    assert know("maria@example.org", "+393339998887", instagram="not_hers", name="Mallory") == maria
    row = customers.get_customer(maria)
    assert (row.name, row.phone, row.instagram) == ("Maria Rossi", "+393331112223", None)


def test_staff_find_people_by_the_beginning_of_any_word_without_accents(any_app: Flask) -> None:
    niccolo = know("nic@posta.example", "+393331112223", name="Niccolò D'Amico")
    know("maria@example.org", name="Maria Rossi")
    for typed in ("niccolo", "NICCOLÒ", "d'am", "nic@posta", "+393331", "3331112", "111222", "niccolo d'a"):
        assert [person.id for person in customers.search(typed).people] == [niccolo], typed
    assert customers.search("ccolo").people == []
    assert len(customers.search("").people) == 2
    assert customers.search("%").people == [] and customers.search("_").people == []


def test_a_long_list_is_turned_page_by_page(any_app: Flask) -> None:
    ids = [know(f"p{n}@example.org") for n in range(5)]
    first = customers.search("p", limit=3)
    rest = customers.search("p", before_id=first.next_id, limit=3)
    assert [person.id for person in [*first.people, *rest.people]] == ids[::-1] and rest.next_id is None
