"""How a product is entered: whole, checked, published only when complete, and never over someone else's change."""
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shop.domain import catalogue
from shop.domain.catalogue import GroupSheet, OptionSheet, PartSheet, ProductSheet, QuestionSheet, VariantSheet
from shop.kernel import audit, clock
from shop.kernel.refusal import NotFound, Refusal
from shop.kernel.wording import say
from tests import makers


def whole(**fields: Any) -> ProductSheet:
    """A sheet with something on every line."""
    given: dict[str, Any] = {
        "category_id": catalogue.create_category({"it": "Dolci"}, by="staff:1", now=clock.now()),
        "name": {"it": "Torta Sacher", "en": "Sacher cake"},
        "story": {"it": "Cioccolato e albicocca."}, "ingredients": {"it": "*uova*, cacao", "en": "*eggs*, cocoa"}, "price_cents": 2800,
        "net_g": 800, "vat": "reduced", "allergens": frozenset({"eggs"}), "traces": frozenset({"nuts", "eggs"}),
        "variants": (VariantSheet(name={"it": "6 porzioni"}, price_cents=2800), VariantSheet(name={"it": "8 porzioni"}, price_cents=3600)),
        "groups": (GroupSheet(name={"it": "Candeline"}, max_picks=2, options=(
            OptionSheet(name={"it": "Dieci"}, price_cents=200), OptionSheet(name={"it": "Scintillante"}, allergens=frozenset({"soy"})))),),
        "questions": (QuestionSheet(label={"it": "Scritta"}, kind="inscription", max_length=30, price_cents=300),)}
    return ProductSheet(**given | fields)


def create(**fields: Any) -> int:
    return catalogue.create_product(whole(**fields), by="staff:1", now=clock.now())


def test_a_whole_sheet_is_kept_and_read_back_the_same(any_app: Flask) -> None:
    sheet = whole()
    product_id = catalogue.create_product(sheet, by="staff:1", now=clock.now())
    kept, version = catalogue.read_sheet(product_id)
    assert version == 1
    assert kept.traces == {"nuts"}, "what it contains is not a trace as well"
    assert [v.name["it"] for v in kept.variants] == ["6 porzioni", "8 porzioni"]
    assert kept.groups[0].options[1].allergens == {"soy"}
    product = catalogue.get_product(product_id, any_state=True)
    assert (product.slug, product.state, len(product.questions)) == ("torta-sacher", "draft", 1)


def test_a_second_product_of_that_name_has_its_own_address(app: Flask) -> None:
    first, second = create(), create(story={}, net_g=1)
    assert [catalogue.get_product(i, any_state=True).slug for i in (first, second)] == ["torta-sacher", "torta-sacher-2"]


def test_what_is_taken_off_the_sheet_is_out_of_use_and_comes_back_as_itself(any_app: Flask) -> None:
    product_id = create()
    kept, version = catalogue.read_sheet(product_id)
    fewer = replace(kept, variants=kept.variants[1:], groups=(), questions=())
    catalogue.save_product(product_id, fewer, version=version, by="staff:1", now=clock.now())
    product = catalogue.get_product(product_id, any_state=True)
    assert [v.id for v in product.variants] == [kept.variants[1].id]
    assert (product.groups, product.questions) == ((), ())
    catalogue.save_product(product_id, replace(fewer, variants=kept.variants), version=version + 1, by="staff:1", now=clock.now())
    assert [v.id for v in catalogue.get_product(product_id, any_state=True).variants] == [v.id for v in kept.variants]


def test_a_stale_save_is_refused_and_changes_nothing(any_app: Flask) -> None:
    product_id = create()
    kept, version = catalogue.read_sheet(product_id)
    catalogue.save_product(product_id, replace(kept, price_cents=3000), version=version, by="staff:1", now=clock.now())
    with pytest.raises(catalogue.ProductHasChanged) as refused:
        catalogue.save_product(product_id, replace(kept, price_cents=1), version=version, by="staff:2", now=clock.now())
    assert "Quello che hai scritto" in say("refusal.product_has_changed", "it", **refused.value.params)
    assert catalogue.read_sheet(product_id)[0].price_cents == 3000


def test_a_change_to_a_variant_alone_makes_older_sheets_stale(any_app: Flask) -> None:
    product_id = create()
    kept, version = catalogue.read_sheet(product_id)
    dearer = replace(kept, variants=(replace(kept.variants[0], price_cents=9900), kept.variants[1]))
    catalogue.save_product(product_id, dearer, version=version, by="staff:1", now=clock.now())
    with pytest.raises(catalogue.ProductHasChanged):
        catalogue.save_product(product_id, kept, version=version, by="staff:1", now=clock.now())


def test_marking_sold_out_and_pictures_leave_an_open_sheet_fresh(any_app: Flask) -> None:
    product_id = create()
    kept, version = catalogue.read_sheet(product_id)
    catalogue.mark_sold_out(product_id, catalogue.FOREVER, by="staff:1", now=clock.now())
    catalogue.save_product(product_id, kept, version=version, by="staff:1", now=clock.now())
    assert catalogue.get_product(product_id, any_state=True).sold_out_until == catalogue.FOREVER
    catalogue.mark_sold_out(product_id, None, by="staff:1", now=clock.now())
    assert catalogue.get_product(product_id, any_state=True).sold_out_until is None


def test_sold_out_ends_at_a_whole_minute(app: Flask) -> None:
    product_id = create()
    catalogue.mark_sold_out(product_id, clock.now() + timedelta(seconds=90), by="staff:1", now=clock.now())
    until = catalogue.get_product(product_id, any_state=True).sold_out_until
    assert until and until.second == 0


LACKING: list[tuple[dict[str, Any], str]] = [
    ({"ingredients": {}}, "ingredients"), ({"allergens": None}, "allergens"), ({"vat": None}, "vat"),
    ({"net_g": None}, "net_quantity"), ({"price_cents": 0, "variants": ()}, "price"), ({"unit": "tray"}, "parts")]


@pytest.mark.parametrize(("fields", "missing"), LACKING)
def test_an_incomplete_product_is_not_published_and_what_is_missing_is_named(app: Flask, fields: dict[str, Any], missing: str) -> None:
    product_id = create(**fields)
    with pytest.raises(catalogue.NotComplete) as refused:
        catalogue.publish(product_id, by="staff:1", now=clock.now())
    for language in ("it", "en"):
        assert say(f"catalogue.missing.{missing}", language) in say("refusal.not_complete", language, **refused.value.params)
    assert catalogue.list_missing(catalogue.get_product(product_id, any_state=True)) == [missing]


def test_explicitly_none_of_the_fourteen_is_an_answer(app: Flask) -> None:
    product_id = create(allergens=frozenset())
    catalogue.publish(product_id, by="staff:1", now=clock.now())
    assert catalogue.get_product(product_id).allergens == frozenset()


def test_a_bundle_can_not_be_published_while_a_part_is_unknown(app: Flask) -> None:
    part = create(allergens=None)
    tray = create(unit="tray", parts=(PartSheet(product_id=part, quantity=6),))
    with pytest.raises(catalogue.NotComplete):
        catalogue.publish(tray, by="staff:1", now=clock.now())


def test_a_published_product_can_not_be_saved_incomplete(any_app: Flask) -> None:
    product_id = create()
    catalogue.publish(product_id, by="staff:1", now=clock.now())
    kept, version = catalogue.read_sheet(product_id)
    with pytest.raises(catalogue.NotComplete):
        catalogue.save_product(product_id, replace(kept, vat=None), version=version, by="staff:1", now=clock.now())
    assert catalogue.get_product(product_id).vat == "reduced"


BAD: list[tuple[dict[str, Any], str]] = [
    ({"name": {"en": "Cake"}}, "name_it"), ({"unit": "litre"}, "unit"), ({"category_id": 999}, "category_id"),
    ({"price_cents": -1}, "price_cents"), ({"lead_minutes": -5}, "lead_minutes"), ({"season_from": "12-01"}, "season_from"),
    ({"season_from": "13-01", "season_to": "01-01"}, "season_from"), ({"allergens": frozenset({"glutine"})}, "allergens"),
    ({"variants": (VariantSheet(name={}, price_cents=1),)}, "variants-0-name_it"),
    ({"groups": (GroupSheet(name={"it": "Gusto"}),)}, "groups-0-name_it"),
    ({"groups": (GroupSheet(name={"it": "Gusto"}, min_picks=2, max_picks=2, options=(OptionSheet(name={"it": "Uno"}),)),)},
     "groups-0-max_picks"),
    ({"questions": (QuestionSheet(label={"it": "?"}, kind="photo"),)}, "questions-0-kind"),
    ({"questions": (QuestionSheet(label={"it": "?"}, max_length=0),)}, "questions-0-max_length"),
    ({"parts": (PartSheet(product_id=999, quantity=1),)}, "parts-0-product_id")]


@pytest.mark.parametrize(("fields", "place"), BAD)
def test_a_mistake_is_refused_at_its_field(app: Flask, fields: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal) as refused:
        create(**fields)
    assert refused.value.field == place
    assert say(f"refusal.{refused.value.code}", "it", **refused.value.params)
    assert catalogue.look_through().total == 0


def test_bundles_do_not_nest(app: Flask) -> None:
    part = create()
    tray = create(parts=(PartSheet(product_id=part, quantity=1),), net_g=1)
    for product_id, sheet in ((None, whole(parts=(PartSheet(product_id=tray, quantity=1),))), (part, None)):
        with pytest.raises(Refusal) as refused:
            if sheet:
                catalogue.create_product(sheet, by="staff:1", now=clock.now())
            else:
                kept, version = catalogue.read_sheet(part)
                other = create(net_g=5, story={})
                catalogue.save_product(product_id or 0, replace(kept, parts=(PartSheet(product_id=other, quantity=1),)),
                                       version=version, by="staff:1", now=clock.now())
        assert refused.value.field == "parts-0-product_id"


def test_a_copy_is_a_draft_with_its_own_variants_and_the_same_pictures(any_app: Flask) -> None:
    from shop.kernel.ports import StoredPicture
    product_id = create()
    catalogue.publish(product_id, by="staff:1", now=clock.now())
    catalogue.add_picture(product_id, StoredPicture("abc", 800, 800), alt={"it": "Una torta"}, by="staff:1", now=clock.now())
    copy = catalogue.get_product(catalogue.duplicate_product(product_id, by="staff:1", now=clock.now()), any_state=True)
    original = catalogue.get_product(product_id)
    assert (copy.state, copy.name["it"], copy.pictures) == ("draft", "Torta Sacher (copia)", original.pictures)
    assert not {v.id for v in copy.variants} & {v.id for v in original.variants}


def test_a_category_in_use_is_not_removed(app: Flask) -> None:
    empty = catalogue.create_category({"it": "Pane"}, by="staff:1", now=clock.now())
    assert catalogue.create_category({"it": "Pane"}, by="staff:1", now=clock.now()) == empty
    used = makers.make_product("Cornetto", category_id=makers.make_category()).category.id
    with pytest.raises(catalogue.CategoryInUse) as refused:
        catalogue.remove_category(used, by="staff:1", now=clock.now())
    assert "un prodotto" in say("refusal.category_in_use", "it", **refused.value.params)
    catalogue.remove_category(empty, by="staff:1", now=clock.now())
    assert [c.id for c in catalogue.list_categories(all=True)] == [used]


def test_categories_keep_the_owners_order(app: Flask) -> None:
    ids = [catalogue.create_category({"it": name}, by="staff:1", now=clock.now()) for name in ("A", "B", "C")]
    catalogue.order_categories(ids[::-1])
    assert [c.id for c in catalogue.list_categories(all=True)] == ids[::-1]


def test_pictures_are_ordered_described_and_removed(any_app: Flask) -> None:
    from shop.kernel.ports import StoredPicture
    product_id = create()
    for key in ("one", "two", "two"):
        catalogue.add_picture(product_id, StoredPicture(key, 100, 50), by="staff:1", now=clock.now())
    assert catalogue.list_pictures_without_sizes() == ["one", "two"]
    catalogue.put_first(product_id, "two")
    catalogue.describe_picture(product_id, "two", {"it": " Due ", "en": ""})
    catalogue.note_sizes_made("two")
    first, second = catalogue.get_product(product_id, any_state=True).pictures
    assert (first.key, first.alt, first.has_sizes, second.key) == ("two", {"it": "Due"}, True, "one")
    assert catalogue.list_pictures_without_sizes() == ["one"]
    catalogue.remove_picture(product_id, "one", by="staff:1", now=clock.now())
    with pytest.raises(NotFound):
        catalogue.remove_picture(product_id, "one", by="staff:1", now=clock.now())


def test_every_act_of_the_owner_is_in_the_audit(app: Flask) -> None:
    product_id = create()
    catalogue.publish(product_id, by="staff:1", now=clock.now())
    catalogue.withdraw(product_id, by="staff:1", now=clock.now())
    acts = [entry.what for entry in audit.list_latest() if entry.about == f"product:{product_id}"]
    assert acts == ["product.withdrawn", "product.published", "product.created"]
    assert list(audit.list_faults()) == []


def test_a_sheet_is_imagined_as_the_product_it_will_be(any_app: Flask) -> None:
    part = create(allergens=frozenset({"fish"}))
    sheet = whole(parts=(PartSheet(product_id=part, quantity=2),), lead_minutes=5, name={"it": "Altra"})
    imagined = catalogue.imagine(sheet, [])
    product = catalogue.get_product(catalogue.create_product(sheet, by="staff:1", now=clock.now()), any_state=True)
    for name in ("name", "price_cents", "allergens", "traces", "lead_minutes", "parts", "unit", "state", "category", "alcohol"):
        assert getattr(imagined, name) == getattr(product, name), name
    assert [v.price_cents for v in imagined.variants] == [v.price_cents for v in product.variants]
    assert [len(group.options) for group in imagined.groups] == [2]
