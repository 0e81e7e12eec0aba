"""The desk at which links are made: one for each place, and what each has brought."""
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from shop.domain import links, promotions
from shop.domain.promotions import OfferRow
from shop.kernel import clock
from shop.kernel.database import db, writing
from shop.kernel.origin import Origin
from tests.channels.website.reading import words
from tests.domain.links.test_links import make_link
from tests.makers import place_order
from tests.world import World

WANTED = {"place": "vetrina sinistra", "purpose": "poster", "target": "today", "offer_id": "", "expires_on": ""}


def make_offer(**given: object) -> int:
    values = {"name": {"it": "10% per te", "en": "10% for you"}, "state": "running", "trigger": "link", "conditions": [],
              "benefit": {"kind": "percent", "basis_points": 1000}, "created_at": clock.now(), "by": "staff:1"}
    with writing():
        row = OfferRow(**values | given)
        db.session.add(row)
        db.session.flush()
        return row.id


def only_link() -> links.Link:
    db.session.rollback()
    (found,) = links.list_links()
    return found


def test_the_owner_makes_a_link_for_a_place_and_finds_its_address_and_code(owner: FlaskClient, shop: World) -> None:
    answer = owner.post("/admin/links", data=WANTED | {"target": f"product:{shop.sacher.id}", "expires_on": "2026-12-24"})
    made = only_link()
    assert (answer.status_code, answer.location) == (303, f"/admin/links/{made.id}")
    assert (made.place, made.purpose, made.target, made.target_id) == ("vetrina sinistra", "poster", "product", shop.sacher.id)
    page = owner.get(answer.location)
    said = words(page)
    assert f"http://localhost/l/{made.code}" in said and "Torta Sacher" in said and "giovedì 24 dicembre" in said and "Anna" in said
    assert f'data-copy="http://localhost/l/{made.code}"' in page.text


def test_a_link_may_carry_a_running_offer(owner: FlaskClient) -> None:
    running, draft = make_offer(), make_offer(state="draft")
    assert [offer.id for offer in promotions.running(clock.now())] == [running]
    for offer_id, kept in ((running, running), (draft, None), (999, None)):
        owner.post("/admin/links", data=WANTED | {"offer_id": str(offer_id)})
        db.session.rollback()
        assert max(links.list_links(), key=lambda link: link.id).offer_id == kept
    assert "10% per te" in words(owner.get("/admin/links"))


@pytest.mark.parametrize(("typed", "said"), [
    ({"place": " "}, "Questo serve."), ({"target": "https://evil.example"}, "Scegli dove deve portare."),
    ({"target": "product:999"}, "Scegli dove deve portare."), ({"target": "product:"}, "Scegli dove deve portare."),
    ({"purpose": "spam"}, "Scegli dove deve portare."), ({"expires_on": "2026-11-01"}, "Questo giorno è già passato."),
    ({"expires_on": "domani"}, "Non abbiamo capito.")])
def test_a_link_that_could_not_work_is_refused_with_what_was_typed(owner: FlaskClient, typed: dict[str, str], said: str) -> None:
    answer = owner.post("/admin/links", data=WANTED | {"place": "tavolo 4"} | typed)
    assert answer.status_code == 422 and said in words(answer) and links.list_links() == []
    assert "place" in typed or 'value="tavolo 4"' in answer.text


def test_the_list_counts_people_and_orders_of_the_last_thirty_days(owner: FlaskClient, shop: World) -> None:
    left, right, now = make_link(), make_link(place="vetrina destra"), clock.now()
    for ago in (0, 1, 29, 31, 60):
        links.arrive(left.id, customer_id=None, now=now - timedelta(days=ago))
    place_order(shop.cornetto, origin=Origin("website").touched(right.id, now).touched(left.id, now))
    said = words(owner.get("/admin/links"))
    assert "vetrina sinistra Locandina → Oggi in vetrina 3 persone 1 ordine 1,50" in said
    assert "vetrina destra Locandina → Oggi in vetrina 0 persone 0 ordini" in said


def test_a_stopped_link_stays_in_the_list_and_cannot_be_stopped_by_a_stranger(owner: FlaskClient, colleague: FlaskClient) -> None:
    link = make_link()
    assert colleague.post(f"/admin/links/{link.id}/stop").status_code == 403
    assert only_link().is_active
    assert owner.post(f"/admin/links/{link.id}/stop").location == "/admin/links"
    assert not only_link().is_active and "Finito" in words(owner.get("/admin/links"))
    page = words(owner.get(f"/admin/links/{link.id}"))
    assert "Questo link è finito" in page and "Ferma questo link" not in page
    assert [owner.get("/admin/links/999").status_code, owner.post("/admin/links/999/stop").status_code] == [404, 404]
    assert "Link fermato" in words(owner.get("/admin/audit"))


def test_staff_without_the_permission_see_no_links(colleague: FlaskClient) -> None:
    assert [colleague.get(path).status_code for path in ("/admin/links", f"/admin/links/{make_link().id}")] == [403, 403]


def test_many_links_stand_on_several_pages(owner: FlaskClient) -> None:
    made = [make_link(place=f"posto {number:02}") for number in range(51)]
    newest, oldest = owner.get("/admin/links"), owner.get("/admin/links?page=2")
    assert f'"/admin/links/{made[-1].id}"' in newest.text and f'"/admin/links/{made[0].id}"' not in newest.text
    assert f'"/admin/links/{made[0].id}"' in oldest.text and f'"/admin/links/{made[1].id}"' not in oldest.text
    assert "Più vecchi" in words(newest) and "Più nuovi" in words(oldest)
