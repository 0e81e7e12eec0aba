"""An import contract: a room of the heart is entered only by its door (its own __init__), and only for what its __all__ offers."""
from importlib.util import find_spec
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    type_name = "doors"
    container = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        rooms = graph.find_children(self.container)
        broken = sorted(
            f"{importer} -> {inside}"
            for room in rooms
            for inside in graph.find_descendants(room)
            for importer in graph.find_modules_that_directly_import(inside)
            if not f"{importer}.".startswith(f"{room}.")
        )
        broken += sorted(f"{room} has no door (__init__.py)" for room in rooms if not _has_door(room))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(line, bold=False)


def _has_door(room: str) -> bool:
    spec = find_spec(room)
    return spec is not None and spec.origin is not None and Path(spec.origin).exists()
