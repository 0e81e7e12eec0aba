"""How often the fault and race tests are repeated: few times in `make test`, many in `make ordeal`."""
import os

ORDEAL = os.environ.get("ORDEAL") == "1"
RACES = 20 if ORDEAL else 3
KILLS = 100 if ORDEAL else 10
MONEY_KILLS = 300 if ORDEAL else 20
FUZZED_EDITS = 10_000 if ORDEAL else 1_000
