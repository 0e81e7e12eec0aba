"""The small cast: the shop with its hours and shelf, its owner, and the people who come in."""

from dataclasses import dataclass

from shop.domain import business, catalogue, staff
from shop.domain.business import Identity, LegalTexts
from shop.kernel import clock
from tests import makers

FIORDALISO = Identity(
    name="Pasticceria Fiordaliso",
    legal_name="Fiordaliso di Prova s.r.l.",
    street="Via Garibaldi 18",
    postal_code="10122",
    town="Torino",
    province="TO",
    vat_number="12345670017",
    phone="+39011555010",
    email="ciao@fiordaliso.example",
)


@dataclass
class World:
    """`cornetto` by the piece with no limit, `sacher` three a day and a day ahead, `frollini` by weight."""

    owner_id: int
    cornetto: catalogue.Product
    sacher: catalogue.Product
    frollini: catalogue.Product


def open_world() -> World:
    """A shop that may sell: seller's data, an owner (Anna), hours all week, three products."""
    now = clock.now()
    business.save(FIORDALISO, by="shop", now=now)
    business.save(LegalTexts(terms={"it": "Condizioni", "en": "Terms"}, privacy={"it": "Privacy", "en": "Privacy"}), by="shop", now=now)
    owner = staff.create_owner(name="Anna", email="anna@example.org", language="it", now=now)
    makers.make_hours()
    return World(
        owner_id=getattr(owner, "id", owner),
        cornetto=makers.make_product("Cornetto"),
        sacher=makers.make_product("Torta Sacher", price_cents=3600, pool_size=3, lead_minutes=24 * 60),
        frollini=makers.make_product("Frollini", unit="kg", price_cents=2000),
    )


def sign_in(client: object, owner_id: int) -> None:
    """Give this test client the owner's session."""
    secret = staff.open_session(owner_id, device="test", now=clock.now())
    client.set_cookie("staff", secret)  # type: ignore[attr-defined]
