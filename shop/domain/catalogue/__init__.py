"""What the shop sells, entered once and read by every channel."""
from shop.domain.catalogue.arranging import (
    CategoryInUse,
    count_products,
    create_category,
    order_categories,
    remove_category,
    rename_category,
)
from shop.domain.catalogue.browsing import Page, browse, list_categories, look_through, search_ids
from shop.domain.catalogue.deciphering import FileTooLarge, NoColumns
from shop.domain.catalogue.entering import GroupSheet, OptionSheet, PartSheet, ProductSheet, QuestionSheet, VariantSheet
from shop.domain.catalogue.exporting import export_csv
from shop.domain.catalogue.facts import (
    ALLERGENS,
    FOREVER,
    Category,
    Option,
    OptionGroup,
    Part,
    Picture,
    Product,
    Question,
    Variant,
)
from shop.domain.catalogue.finding import (
    find_named,
    find_product,
    get_many,
    get_product,
    list_by_slug,
    list_pictures_without_sizes,
    list_slugs,
)
from shop.domain.catalogue.illustrating import (
    PictureSheet,
    add_picture,
    describe_picture,
    list_pictures,
    note_sizes_made,
    order_pictures,
    put_first,
    remove_picture,
    show_pictures,
)
from shop.domain.catalogue.imagining import imagine
from shop.domain.catalogue.importing import (
    NothingToImport,
    get_import,
    list_imports,
    start_import,
    stop_import,
    try_file,
    work_imports,
)
from shop.domain.catalogue.judging import GIFT_KINDS, QUESTION_KINDS, UNITS
from shop.domain.catalogue.models import ProductImport
from shop.domain.catalogue.pricing import (
    ROUNDINGS,
    Adjustment,
    NewPrice,
    change_prices,
    fingerprint,
    list_prices,
    lowest_price_30_days,
    lowest_prices_30_days,
    preview_prices,
    set_price,
)
from shop.domain.catalogue.publishing import NotComplete, list_missing, publish, withdraw
from shop.domain.catalogue.saving import ProductHasChanged, create_product, duplicate_product, read_sheet, save_product
from shop.domain.catalogue.searching import search_ddl, speaks_of
from shop.domain.catalogue.selling_out import mark_sold_out

__all__ = [
    "ALLERGENS", "FOREVER", "GIFT_KINDS", "QUESTION_KINDS", "ROUNDINGS", "UNITS", "Adjustment", "Category", "CategoryInUse", "FileTooLarge",
    "GroupSheet", "NewPrice", "NoColumns", "NotComplete", "NothingToImport", "Option", "OptionGroup", "OptionSheet", "Page", "Part",
    "PartSheet", "Picture", "PictureSheet", "Product", "ProductHasChanged", "ProductImport", "ProductSheet", "Question",
    "QuestionSheet", "Variant", "VariantSheet", "add_picture", "browse", "change_prices", "count_products", "create_category",
    "create_product", "describe_picture", "duplicate_product", "export_csv", "find_named", "find_product", "fingerprint", "get_import",
    "get_many", "get_product", "imagine", "list_by_slug", "list_categories", "list_imports", "list_missing", "list_pictures",
    "list_pictures_without_sizes", "list_prices", "list_slugs", "look_through", "lowest_price_30_days", "lowest_prices_30_days",
    "mark_sold_out",
    "note_sizes_made", "order_categories", "order_pictures", "preview_prices", "publish", "put_first", "read_sheet", "remove_category",
    "remove_picture", "rename_category", "save_product", "search_ddl", "search_ids", "set_price", "show_pictures", "speaks_of",
    "start_import", "stop_import", "try_file", "withdraw", "work_imports",
]
