"""Decides how the many small style and script files become one file per face."""

import re
from pathlib import Path

IMPORTED_STYLE = re.compile(r'^@import "([^"]+)" layer\((\w+)\);\n?', re.MULTILINE)
IMPORTED_SCRIPT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([^"]+)";\n?', re.MULTILINE)
EXPORTED = re.compile(r"^export (?=(?:async )?(?:function|const|let|class) )", re.MULTILINE)
DECLARED = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class CannotJoin(Exception):
    """A style or a script that would not mean the same once joined."""


def join_style(face: Path) -> str:
    """The face with every `@import "x.css" layer(y);` replaced by that file, so a browser asks once."""

    def imported(line: re.Match[str]) -> str:
        return f"@layer {line[2]} {{\n{(face.parent / line[1]).read_text('utf-8')}\n}}\n"

    return squeeze_style(IMPORTED_STYLE.sub(imported, face.read_text("utf-8")))


def squeeze_style(style: str) -> str:
    style = re.sub(r"\s+", " ", COMMENT.sub("", style))
    style = re.sub(r" ?([{};,]) ?", r"\1", style)
    return re.sub(r"(?<=[\w-]): (?=\S)", ":", style).replace(";}", "}").strip()


def join_script(entry: Path) -> str:
    """The entry after the modules it imports, each once, as one module with one scope."""
    parts: list[str] = []
    _gather(entry, parts, seen=set())
    script = "\n".join(parts)
    _refuse_names_declared_twice(script, entry)
    return squeeze_script(script)


def _gather(module: Path, parts: list[str], seen: set[Path]) -> None:
    if module in seen:
        return
    seen.add(module)
    source = module.read_text("utf-8")
    for name in IMPORTED_SCRIPT.findall(source):
        _gather(module.parent / name, parts, seen)
    own = EXPORTED.sub("", IMPORTED_SCRIPT.sub("", source))
    if left := re.search(r"^(?:import|export)\b.*", own, re.MULTILINE):
        raise CannotJoin(f"{module.name}: {left[0]}")
    parts.append(own)


def _refuse_names_declared_twice(script: str, entry: Path) -> None:
    names = DECLARED.findall(script)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise CannotJoin(f"{entry.name}: declared in two modules: {', '.join(twice)}")


def squeeze_script(script: str) -> str:
    """Drops comment lines and indentation, nothing cleverer: what runs is what was written."""
    lines = (line.strip() for line in COMMENT.sub("", script).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
