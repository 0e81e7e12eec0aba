"""Decides which products some words find: accents, case and plurals folded here, so both databases find the same."""
import re
import unicodedata
from collections.abc import Iterable, Mapping

from sqlalchemy import DDL, bindparam, column, event, func, literal_column, select, table
from sqlalchemy.dialects import postgresql, sqlite

from shop.domain.catalogue.models import CategoryRow, ProductRow, SearchRow
from shop.kernel.database import db, is_postgresql

LONGEST = 40  # letters of a word that count
MOST = 12  # words of a question that count
STEM = "0"  # ends a stem, so that it is never met as the beginning of a word
UNHEARD = frozenset("a ad ai al alla alle allo agli con d da dal dalla de dei del della delle di e ed i il in l la le lo per un una uno su "
                    "an and for of or the with".split())
_FORGET = "INSERT INTO product_fts(product_fts, rowid, words) VALUES ('delete', old.product_id, old.words); "
_LEARN = "INSERT INTO product_fts(rowid, words) VALUES (new.product_id, new.words); "
_SQLITE = (
    "CREATE VIRTUAL TABLE product_fts USING fts5("
    "words, content='product_search', content_rowid='product_id', tokenize='ascii', prefix='2 3')",
    f"CREATE TRIGGER product_fts_insert AFTER INSERT ON product_search BEGIN {_LEARN}END",
    f"CREATE TRIGGER product_fts_delete AFTER DELETE ON product_search BEGIN {_FORGET}END",
    f"CREATE TRIGGER product_fts_update AFTER UPDATE ON product_search BEGIN {_FORGET}{_LEARN}END",
)
_POSTGRESQL = ("CREATE INDEX ix_product_search_words ON product_search USING gin (to_tsvector('simple', words))",)


def search_ddl(dialect: str) -> list[str]:
    """The statements that make the full-text index over an existing `product_search` table."""
    return list(_POSTGRESQL if dialect == "postgresql" else _SQLITE)


def _ddl(statement: str) -> DDL:
    ddl: DDL = DDL(statement)  # type: ignore[no-untyped-call]
    return ddl


for _dialect in ("sqlite", "postgresql"):
    for _statement in search_ddl(_dialect):
        event.listen(SearchRow.__table__, "after_create", _ddl(_statement).execute_if(dialect=_dialect))
event.listen(SearchRow.__table__, "before_drop", _ddl("DROP TABLE IF EXISTS product_fts").execute_if(dialect="sqlite"))


def fold(text: str) -> list[str]:
    """The words of a text in small plain letters: `Bignè all'arancia` -> bigne all arancia."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [_ascii(word)[:LONGEST] for word in re.findall(r"[^\W_]+", plain)]


def _ascii(word: str) -> str:
    """Letters of other scripts by number: the databases' own ideas of a letter must not matter."""
    return "".join(c if c.isascii() else f"u{ord(c):x}" for c in word)


def stem(word: str) -> str:
    """What singular and plural share (cornetto/cornetti, pesca/pesche, cake/cakes, pastry/pastries); at least three letters stay."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    while len(word) > 3 and word[-1] in "aeioy":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith(("ch", "gh")) else word


def spell(texts: Iterable[str]) -> str:
    """The search column: every word and every stem, once."""
    words = dict.fromkeys(word for text in texts for word in fold(text))
    return " ".join([*words, *dict.fromkeys(stem(word) + STEM for word in words)])


def ask(words: str) -> list[tuple[str, str]]:
    """What a question asks for: each word as a beginning, or its whole stem. Little words are not heard, unless there are no others."""
    asked = fold(words)[:MOST]
    return [(word, stem(word) + STEM) for word in [w for w in asked if w not in UNHEARD] or asked]


def speaks_of(words: str, texts: Iterable[str]) -> bool:
    """Whether all these words are found in the texts, in the way products are found; everything speaks of nothing."""
    held = spell(texts).split()
    return all(whole in held or any(known.startswith(word) for known in held) for word, whole in ask(words))


def find_ids(words: str) -> list[int]:
    """The ids of products, in any state, in which all these words are found; none for no words."""
    asked = ask(words)
    if not asked:
        return []
    if is_postgresql():
        sought = " & ".join(f"({word}:* | {whole})" for word, whole in asked)
        document = func.to_tsvector(literal_column("'simple'"), SearchRow.words)
        query = func.to_tsquery(literal_column("'simple'"), bindparam("sought", sought))
        return list(db.session.scalars(select(SearchRow.product_id).where(document.bool_op("@@")(query)).order_by(SearchRow.product_id)))
    sought = " AND ".join(f'("{word}"* OR "{whole}")' for word, whole in asked)
    indexed = table("product_fts", column("rowid"))
    matching = literal_column("product_fts").bool_op("MATCH")(bindparam("sought", sought))
    return list(db.session.scalars(select(indexed.c.rowid).where(matching).order_by(indexed.c.rowid)))


def keep_words(product_id: int) -> None:
    """Write the search column of a product from what is stored of it; part of every verb that changes its words."""
    product = db.session.get_one(ProductRow, product_id)
    category = db.session.get_one(CategoryRow, product.category_id)
    owned: list[Mapping[str, str]] = [product.name, category.name, product.story]
    owned += [*(v.name for v in product.variants if v.is_active), *(o.name for g in product.groups for o in g.options if o.is_active)]
    texts = [words for each in owned for words in each.values()] + [product.region or ""]
    dialect = postgresql if is_postgresql() else sqlite
    insert = dialect.insert(SearchRow).values(product_id=product_id, words=spell(texts))
    db.session.execute(insert.on_conflict_do_update(index_elements=["product_id"], set_={"words": insert.excluded.words}))


def keep_words_of(category_id: int) -> None:
    """The same for every product of a category whose name changed."""
    for product_id in db.session.scalars(select(ProductRow.id).where(ProductRow.category_id == category_id)).all():
        keep_words(product_id)

