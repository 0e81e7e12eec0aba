"""Decides how a product is found: from what is remembered of it under the catalogue's revision, else in one query."""
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from shop.domain.catalogue import describing
from shop.domain.catalogue.facts import Product
from shop.domain.catalogue.indexing import index
from shop.domain.catalogue.searching import find_ids, fold
from shop.kernel.refusal import NotFound
from shop.kernel.snapshots import Snapshot

REMEMBERED = 2000  # products per process: some 5 KB each


class Memory:
    """The products asked for last, under one revision; shared by threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Product] = OrderedDict()
        self._lock = Lock()

    def recall(self, ids: Iterable[int]) -> dict[int, Product]:
        with self._lock:
            found = {id_: self._kept[id_] for id_ in ids if id_ in self._kept}
            for id_ in found:
                self._kept.move_to_end(id_)
        return found

    def keep(self, products: dict[int, Product]) -> None:
        with self._lock:
            self._kept.update(products)
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)


_memory: Snapshot[Memory] = Snapshot(("catalogue",), Memory)


def get_many(ids: Iterable[int]) -> dict[int, Product]:
    """The facts of these products in any state, in the order asked; unknown ids are left out."""
    wanted, memory = list(dict.fromkeys(ids)), _memory.get()
    known = memory.recall(wanted)
    missing = [id_ for id_ in wanted if id_ not in known]
    if missing:
        loaded = describing.load(missing)
        memory.keep(loaded)
        known |= loaded
    return {id_: known[id_] for id_ in wanted if id_ in known}


def find_product(product_id: int, *, any_state: bool = False) -> Product | None:
    """A published product; with `any_state` also a draft or a withdrawn one."""
    product = get_many([product_id]).get(product_id)
    return product if product and (any_state or product.state == "published") else None


def get_product(slug_or_id: str | int, *, any_state: bool = False) -> Product:
    """The published product of that address or id. Raises NotFound."""
    product_id = slug_or_id if isinstance(slug_or_id, int) else index().by_slug.get(slug_or_id)
    product = find_product(product_id, any_state=any_state) if product_id is not None else None
    if product is None:
        raise NotFound
    return product


def list_by_slug(slugs: Iterable[str]) -> list[Product]:
    """The published products at these addresses, in the order asked."""
    known = index().by_slug
    return [product for product in get_many(known[slug] for slug in slugs if slug in known).values() if product.is_published]


def list_slugs() -> list[str]:
    """The addresses of all that is published, for the map of the site."""
    published = {entry.id for entry in index().entries}
    return [slug for slug, product_id in index().by_slug.items() if product_id in published]


def list_pictures_without_sizes() -> list[str]:
    """The keys of pictures whose smaller sizes are still to be made, oldest first."""
    return list(index().without_sizes)


def find_named(words: str) -> Product | None:
    """The product of that name or address, in any state, however it is spelled; None when there is none, or more than one."""
    wanted = fold(words)
    by_address = index().by_slug.get("-".join(wanted)) or index().by_slug.get(words.strip())
    found = get_many([by_address] if by_address else find_ids(words)).values()
    named = [product for product in found if by_address or wanted in [fold(name) for name in product.name.values()]]
    return named[0] if wanted and len(named) == 1 else None
