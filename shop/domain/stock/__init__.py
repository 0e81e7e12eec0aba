"""The room of the shelf: day pools, who holds pieces of them, and the ledger of their size."""
from shop.domain.stock.allocating import NoneLeft, NotEnoughLeft, allocate, free, hold, reallocate, words_of
from shop.domain.stock.baking import WASTE_REASONS, AlreadyOrdered, BadQuantity, bake, baked_each, set_size, waste, wasted_each
from shop.domain.stock.checking import list_faults
from shop.domain.stock.returning import take_back
from shop.domain.stock.shelving import Stand, Want, draws_of, left, left_each, list_wants, shelf, stand

__all__ = [
    "WASTE_REASONS", "AlreadyOrdered", "BadQuantity", "NoneLeft", "NotEnoughLeft", "Stand", "Want", "allocate", "bake",
    "baked_each", "draws_of", "free", "hold", "left", "left_each", "list_faults", "list_wants", "reallocate", "set_size", "shelf",
    "stand", "take_back", "waste", "wasted_each", "words_of",
]
