"""A member's own corner of the office."""
import re

import pyotp
from flask.testing import FlaskClient

from shop.domain import staff
from shop.kernel import clock
from tests.admin.reading import said, signed_in
from tests.world import World


def test_the_office_speaks_the_member_s_language(owner: FlaskClient) -> None:
    assert '<html lang="it">' in owner.get("/admin/account").text
    owner.post("/admin/account/details", data={"name": "Anna Maria", "language": "en"})
    page = owner.get("/admin/account").text
    assert '<html lang="en">' in page and "Anna Maria" in page


def test_an_empty_name_is_refused_at_its_field(owner: FlaskClient) -> None:
    answer = owner.post("/admin/account/details", data={"name": " ", "language": "en"})
    assert answer.status_code == 422 and 'id="name-error"' in answer.text


def test_choosing_a_password_signs_the_other_browsers_out(owner: FlaskClient, shop: World) -> None:
    other = staff.open_session(shop.owner_id, device="Safari", now=clock.now())
    assert owner.post("/admin/account/password", data={"password": "tre parole a caso"}).status_code == 302
    assert signed_in(other) is None
    assert owner.get("/admin/account").status_code == 200


def test_a_short_password_is_refused_and_never_drawn_again(owner: FlaskClient) -> None:
    answer = owner.post("/admin/account/password", data={"password": "corta1"})
    assert answer.status_code == 422 and said("refusal.password_too_weak", n=10) in answer.text
    assert "corta1" not in answer.text


def test_the_code_is_turned_on_by_scanning_and_typing(owner: FlaskClient, shop: World) -> None:
    page = owner.get("/admin/account/code").text
    found = re.search(r'name="secret" value="(\w{32})"', page)
    assert found and 'src="data:image/svg+xml' in page
    wrong = owner.post("/admin/account/code", data={"secret": found[1], "code": "12"})
    assert wrong.status_code == 422 and found[1] in wrong.text  # the same drawing again: the phone has it already
    done = owner.post("/admin/account/code", data={"secret": found[1], "code": pyotp.TOTP(found[1]).at(clock.now())})
    assert done.status_code == 302 and staff.get_member(shop.owner_id).has_totp


def test_other_browsers_are_signed_out_one_by_one_or_all(owner: FlaskClient, shop: World) -> None:
    one, two = (staff.open_session(shop.owner_id, device=device, now=clock.now()) for device in ("Safari · iPhone", "Edge · Windows"))
    assert "Safari · iPhone" in owner.get("/admin/account").text
    owner.post("/admin/account/sessions/end", data={"session": staff.session_id(one)})
    assert signed_in(one) is None and signed_in(two)
    owner.post("/admin/account/sessions/end-others")
    assert signed_in(two) is None
    assert owner.get("/admin/account").status_code == 200
