"""Every sentence is said in both languages, and every sentence asked for exists."""
import ast
import re
from pathlib import Path
from string import Formatter

from shop.kernel import wording
from tests.architecture.house import ROOT, modules, short, templates, tree

wording.load(ROOT / "translations")
KEY = re.compile(r"""\b(?:_|say)\(\s*["']([\w.-]+)["']\s*[,)]""")
ASKING = {"say", "_", "wording.say"}


def test_both_languages_say_the_same_things() -> None:
    assert wording.keys("it") ^ wording.keys("en") == set()


def test_both_languages_use_the_same_parameters() -> None:
    def params(sentence: str) -> set[str]:
        return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(sentence) if name}

    said = wording._sentences
    # a singular may leave its number out: "one piece left"
    differing = [key for key in wording.keys("it") & wording.keys("en")
                 if (params(said["it"][key]) ^ params(said["en"][key])) - ({"n"} if key.endswith(".one") else set())]
    assert differing == []


def test_no_sentence_is_empty() -> None:
    assert [key for language in wording.LANGUAGES for key in wording.keys(language) if not wording._sentences[language][key].strip()] == []


def _asked_in_python(path: Path) -> set[str]:
    return {
        node.args[0].value for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKING and node.args
        and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def test_every_sentence_that_templates_and_code_ask_for_is_said() -> None:
    asked = {(short(path), key) for path in templates() for key in KEY.findall(path.read_text("utf-8"))}
    asked |= {(short(path), key) for path in modules() for key in _asked_in_python(path)}
    missing = [f"{place}: {key}" for place, key in sorted(asked) if not wording.has(key, "it") or not wording.has(key, "en")]
    assert asked and missing == []


def _refusal_codes() -> set[str]:
    """The `code = "..."` of every class that is a Refusal, in all the house."""
    classes = [node for path in modules() for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    refusals, grown = {"Refusal"}, True
    while grown:
        found = {c.name for c in classes if any(ast.unparse(b).split(".")[-1] in refusals for b in c.bases)}
        grown, refusals = not found <= refusals, refusals | found
    return {
        line.value.value for c in classes if c.name in refusals for line in c.body
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name) and line.targets[0].id == "code"
        and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
    }


def test_every_refusal_has_its_sentence() -> None:
    codes = _refusal_codes()
    assert codes and sorted(code for code in codes if code != "refused" and not wording.has(f"refusal.{code}", "it")) == []
