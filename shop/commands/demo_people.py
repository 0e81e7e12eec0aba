"""Decides who the demo's customers are, and what such people order."""
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from random import Random

from shop.domain import catalogue
from shop.domain.baskets import Choice
from shop.domain.catalogue import Product
from shop.domain.fulfilment import DeliveryZone
from shop.kernel import clock


@dataclass(frozen=True)
class Person:
    """`email` None is somebody who phones."""

    name: str
    email: str | None
    phone: str | None = None
    language: str = "it"
    collector: str = ""
    street: str = "Via Po 12"
    doorbell: str = ""
    courier_note: str = ""

    def address_in(self, zone: DeliveryZone) -> dict[str, str]:
        """Somewhere in that zone."""
        postal_code, town = zone.places[len(self.name) % len(zone.places)]
        return {"street": self.street, "postal_code": postal_code, "town": town, "doorbell": self.doorbell or self.name.split()[-1]}


PEOPLE = (
    Person("Giulia Bertolino", "giulia.bertolino@example.org", "+390115550101", street="Via Barbaroux 21"),
    Person("Marco Rinaldi", "marco.rinaldi@example.org", street="Corso Francia 88", courier_note="Citofono a sinistra del portone"),
    Person("Chiara Olivero", "chiara.olivero@example.org", "+390115550102", collector="Luca Olivero", street="Via San Donato 5"),
    Person("Davide Fassio", "davide.fassio@example.org", street="Via Nizza 140", doorbell="Fassio, 3° piano"),
    Person("Teresa Musso", None, "+390115550103"),
    Person("Ahmed Benali", "ahmed.benali@example.org", street="Corso Regina Margherita 60"),
    Person("Francesca Viale", "francesca.viale@example.org", "+390115550104", street="Via Cibrario 33"),
    Person("Emily Carter", "emily.carter@example.org", language="en", street="Via Accademia Albertina 9"),
    Person("Giorgio Pautasso", None, "+390115550105", collector="Signora Pautasso"),
    Person("Sara De Luca", "sara.deluca@example.org", "+390115550106", street="Via Madama Cristina 41"),
    Person("Matteo Gariglio", "matteo.gariglio@example.org", street="Corso Vinzaglio 3", courier_note="Lasciare in portineria"),
    Person("Ludovica Sartori", "ludovica.sartori@example.org", street="Via Pietro Micca 15"),
    Person("Thomas Weber", "thomas.weber@example.org", language="en", street="Via Lagrange 27"),
    Person("Elisabetta Cravero", None, "+390115550107"),
    Person("Nicolò Ferraris", "nicolo.ferraris@example.org", "+390115550108", street="Via Mazzini 50"),
    Person("Irene Bosio", "irene.bosio@example.org", street="Via della Rocca 19"),
    Person("Paola Quaglia", "paola.quaglia@example.org", "+390115550109", street="Strada del Nobile 8"),
    Person("Roberto Allais", "roberto.allais@example.org", street="Via Monginevro 101"),
)
INSCRIPTIONS = ("Auguri Giulia!", "Buon compleanno nonno", "Evviva Tommaso", "30 e non sentirli", "Per la mia mamma", "Congratulazioni!")
NOTES = ("Una candelina in più, grazie", "La festa è alle quattro")


def choose_goods(chance: Random, starts_at: datetime, now: datetime, *, delivers: bool) -> list[Choice]:
    """One to four things that can be had by then: breakfast in the morning, cakes by those who think ahead."""
    notice = (starts_at - now).total_seconds() / 60
    on = clock.day_of(starts_at)
    fitting = [p for p in catalogue.browse(on=on, per_page=200).products
               if p.lead_minutes * 1.2 <= notice and not p.counter_only and not p.is_voucher and (p.delivers or not delivers)]
    ahead = [p for p in fitting if p.lead_minutes >= 720]
    chosen = {chance.choice(ahead).id: 1} if ahead and chance.random() < 0.45 else {}
    while len(chosen) < chance.choice((1, 2, 2, 3, 4)) + (2 if delivers else 0) and len(chosen) < len(fitting):
        chosen.setdefault(chance.choice(fitting).id, 1)
    return [_choose(chance, product) for product in fitting if product.id in chosen]


def _choose(chance: Random, product: Product) -> Choice:
    variant = chance.choice(product.variants).id if product.variants else None
    picks: Counter[int] = Counter()
    for group in product.groups:
        wanted = max(group.min_picks, 1 if chance.random() < 0.3 else 0)
        pick = chance.choices if group.repeats else chance.sample
        picks.update(option.id for option in pick(group.options, k=wanted))
    answers = {}
    for question in product.questions:
        if question.is_required or chance.random() < 0.6:
            text = chance.choice(INSCRIPTIONS if question.kind == "inscription" else NOTES)
            answers[question.id] = text[:question.max_length]
    return Choice(product.id, _quantity(chance, product), variant, picks, answers)


def _quantity(chance: Random, product: Product) -> int:
    if product.by_weight:
        return product.first_quantity + product.step * chance.randrange(4)
    if product.price_cents >= 1000 or product.variants:
        return 1
    return chance.choice((1, 2, 2, 4, 6))
