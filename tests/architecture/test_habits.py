"""Habits that no import contract can see: who writes a state, who reads the clock, how the database is spoken to, what is pinned."""
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import ROOT, SHOP, modules, project, short, tree

DOMAIN = [path for path in modules() if path.is_relative_to(SHOP / "domain")]
STATE_WRITERS = {"shop/domain/orders/moving.py"}


def _writes_order_state(function: ast.AST) -> bool:
    """`order.state = ...`, or an UPDATE of Order in a function that also sets `state`."""
    source = ast.unparse(function)
    assigned = any(isinstance(target, ast.Attribute) and target.attr == "state" and "order" in ast.unparse(target.value).lower()
                   for node in ast.walk(function) if isinstance(node, ast.Assign | ast.AugAssign)
                   for target in (node.targets if isinstance(node, ast.Assign) else [node.target]))
    return assigned or ("update(Order)" in source and re.search(r"""["']state["']\s*:|\bstate=(?!=)""", source) is not None)


def _functions(module: ast.Module) -> Iterator[ast.AST]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_only_move_writes_the_state_of_an_order() -> None:
    writers = {short(path) for path in modules() if any(_writes_order_state(function) for function in _functions(tree(path)))}
    assert writers == STATE_WRITERS


def test_the_state_writer_is_recognised_in_every_way_it_could_be_written() -> None:
    ways = ["order.state = 'ready'", "self.order.state = x", "update(Order).where(Order.id == 1).values(state='ready', version=2)",
            "values = {'state': to}\nchange(update(Order).values(values))"]
    assert all(_writes_order_state(ast.parse(way)) for way in ways)
    others = ["update(Job).values(state='done')", "letter.state = 'sent'", "Order(state='placed')",
              "update(Order).where(Order.state == 'x')"]
    assert not any(_writes_order_state(ast.parse(other)) for other in others)


def _called(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_the_heart_speaks_to_the_database_only_through_statements_the_topic_counter_sees() -> None:
    raw = ("text", "exec_driver_sql", "sqlalchemy.text", "sa.text")
    assert [f"{short(path)} {name}" for path in DOMAIN for name in _called(path) if name in raw or name.endswith(".exec_driver_sql")] == []


def test_only_assembly_creates_the_app() -> None:
    flask = [short(path) for path in modules() for name in _called(path) if name in ("Flask", "flask.Flask")]
    assert flask == ["shop/assembly.py"]


def test_money_is_never_a_float_in_the_heart() -> None:
    places_on_the_map = SHOP / "domain" / "business" / "vetting.py"
    assert [short(path) for path in DOMAIN if path != places_on_the_map for name in _called(path) if name == "float"] == []


REPRODUCED = {"shop/web/papers.py": {"vat_inside"}}  # the VAT inside an amount that was agreed is no price
PRICES = re.compile(r"price_cents\s*[*/+-]|[*/+-]\s*[\w.]*price_cents")


def list_own_prices(source: str) -> list[str]:
    """Where code outside the heart works a price out: arithmetic with one, or a rule of kernel.money."""
    nodes = list(ast.walk(ast.parse(source)))
    rules = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "shop.kernel.money"]
    sums = [ast.unparse(node) for node in nodes if isinstance(node, ast.BinOp)]
    return [one for one in sums if "price_cents" in one] + [name.name for rule in rules for name in rule.names]


def test_no_door_works_a_price_out_by_itself() -> None:
    """One price: baskets quotes it, everybody else shows what it said."""
    doors = [path for path in modules() if not path.is_relative_to(SHOP / "domain") and not path.is_relative_to(SHOP / "kernel")]
    own = {short(path): set(list_own_prices(path.read_text("utf-8"))) for path in doors}
    assert {name: found for name, found in own.items() if found} == REPRODUCED
    assert [short(path) for path in (ROOT / "templates").rglob("*.html") if PRICES.search(path.read_text("utf-8"))] == []


def test_a_door_that_worked_one_out_would_be_found() -> None:
    assert list_own_prices("total = product.price_cents * quantity") and list_own_prices("from shop.kernel.money import by_weight")
    assert PRICES.search("{{ (line.price_cents * 2)|money }}") and not PRICES.search("{{ variant.price_cents|money }}")


def _pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pinned = [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip() and not line.startswith("-r ")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", pin) for pin in pinned), "exact pins only"
    return {pin.split("==")[0].lower().replace("-", "_"): pin.split("==")[1] for pin in pinned}


WEB = {"werkzeug", "jinja2", "gunicorn", "stripe", "requests"}


def test_what_the_heart_may_not_import_lists_every_web_library_we_run_on() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]  # type: ignore[index]
    forbidden = set(next(c["forbidden_modules"] for c in contracts if c["name"].startswith("4 ")))
    of_the_web = {pin for pin in _pins("requirements.txt") if pin.startswith("flask") or pin in WEB}
    assert of_the_web <= forbidden
    assert forbidden - of_the_web <= {"stripe", "requests"}, "libraries of later channels only"


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.split(".")[0])
    return found


CALLED_OTHERWISE = {"argon2_cffi": "argon2", "pillow": "PIL", "phonenumberslite": "phonenumbers", "python_stdnum": "stdnum"}
LOADED_BY_OTHERS = {"psycopg", "psycopg_binary", "pysqlite3", "jinja2"}


def test_every_library_we_run_on_is_used_and_every_library_used_is_pinned() -> None:
    pins = [CALLED_OTHERWISE.get(pin, pin) for pin in _pins("requirements.txt")]
    chosen = pins[:pins.index("argon2_cffi_bindings")]  # the rest is what those stand on
    files = [*modules(), *(SHOP / "migrations").glob("*.py"), ROOT / "app.py"]
    used = set().union(*(_imported(path) for path in files)) - set(sys.stdlib_module_names) - {"shop"}
    assert sorted(set(chosen) - used - LOADED_BY_OTHERS) == []
    assert sorted(used - set(pins)) == []


def test_scripts_never_compute_a_price() -> None:
    counting = re.compile(r"cents|toFixed|parseFloat|Intl\.NumberFormat")
    scripts = (ROOT / "static" / "scripts").rglob("*.js")
    assert [short(path) for path in scripts if counting.search(path.read_text("utf-8"))] == []
