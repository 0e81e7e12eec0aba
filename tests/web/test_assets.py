"""Styles and scripts leave the house joined, small, and named by their content."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from shop.web.assets import STATIC, open_assets
from shop.web.joining import CannotJoin, join_script, join_style, squeeze_style


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "styles/tokens.css": "/* colours */ :root { --ink: #000; }",
        "styles/website.css": '@layer tokens, face;\n@import "tokens.css" layer(tokens);\n@layer face { .card { color: var(--ink); } }',
        "scripts/say.js": "// speaks\nexport function say(words) { console.log(words); }",
        "scripts/greet.js": 'import { say } from "./say.js";\nsay("ciao");',
        "scripts/website.js": 'import "./greet.js";\nimport "./say.js";\n',
        "images/sprite.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def door(folder: Path, *, debug: bool = False) -> tuple[Flask, FlaskClient]:
    app = Flask("bare")
    app.debug = debug
    open_assets(app, folder)
    return app, app.test_client()


def address(app: Flask, name: str) -> str:
    with app.app_context():
        return render_template_string("{{ asset(name) }}", name=name)


def test_a_face_carries_its_imports_inside_their_layers(folder: Path) -> None:
    assert join_style(folder / "styles/website.css") == (
        "@layer tokens,face;@layer tokens{:root{--ink:#000}}@layer face{.card{color:var(--ink)}}"
    )


def test_squeezing_keeps_the_spaces_that_mean_something() -> None:
    assert squeeze_style(".a .b > i { width: calc(1px + 2%); }\n.a :hover, b { margin: 0 auto }") == (
        ".a .b > i{width:calc(1px + 2%)}.a :hover,b{margin:0 auto}"
    )


def test_a_module_comes_before_those_that_need_it_and_only_once(folder: Path) -> None:
    assert join_script(folder / "scripts/website.js") == 'function say(words) { console.log(words); }\nsay("ciao");'


def test_two_modules_with_the_same_name_inside_are_refused(folder: Path) -> None:
    (folder / "scripts/greet.js").write_text('import "./say.js";\nconst say = 1;')
    with pytest.raises(CannotJoin, match="say"):
        join_script(folder / "scripts/website.js")


def test_an_import_that_cannot_be_joined_is_refused(folder: Path) -> None:
    (folder / "scripts/greet.js").write_text('import { x } from "https://elsewhere/x.js";')
    with pytest.raises(CannotJoin, match="elsewhere"):
        join_script(folder / "scripts/website.js")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None), ("zstd", None)],
)
def test_the_smallest_encoding_the_reader_takes_is_sent(folder: Path, accepted: str, encoding: str | None) -> None:
    app, client = door(folder)
    answer = client.get(address(app, "website.css"), headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(answer.data) == join_style(folder / "styles/website.css").encode()


def test_an_asset_is_kept_for_ever_and_varies_by_encoding(folder: Path) -> None:
    app, client = door(folder)
    answer = client.get(address(app, "website.js"))
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_changed_file_gets_a_new_address_and_the_old_one_is_gone(folder: Path) -> None:
    app, _ = door(folder)
    before = address(app, "website.css")
    (folder / "styles/tokens.css").write_text(":root { --ink: #111; }")
    app, client = door(folder)
    assert address(app, "website.css") != before
    assert client.get(before).status_code == 404


def test_while_developing_a_change_shows_without_a_restart(folder: Path) -> None:
    app, client = door(folder, debug=True)
    before = address(app, "website.css")
    (folder / "styles/tokens.css").write_text(":root { --ink: #222; }")
    assert address(app, "website.css") != before
    assert b"#222" in client.get(address(app, "website.css")).data


def test_in_production_the_files_are_read_once(folder: Path) -> None:
    app, client = door(folder)
    before = address(app, "website.css")
    (folder / "styles/tokens.css").write_text(":root { --ink: #222; }")
    assert address(app, "website.css") == before
    assert client.get(before).status_code == 200


def test_a_name_nobody_wrote_fails_loudly(folder: Path) -> None:
    app, client = door(folder)
    with pytest.raises(KeyError):
        address(app, "wbesite.css")
    assert client.get("/assets/../assets.py").status_code == 404


def test_the_owners_colours_have_a_new_address_when_they_change_and_the_old_one_still_answers(folder: Path) -> None:
    app, colour = Flask("bare"), ["#A3224A"]
    open_assets(app, folder, written={"brand.css": lambda: f":root{{--brand:{colour[0]}}}"})
    before = address(app, "brand.css")
    colour[0] = "#224488"
    after = address(app, "brand.css")
    assert before != after
    client = app.test_client()
    assert b"#A3224A" in client.get(before).data
    assert b"#224488" in client.get(after).data
    assert client.get("/assets/brand.000000000000.css").status_code == 404


def test_colours_changed_by_another_process_are_found_by_their_address(folder: Path) -> None:
    colour = ["#A3224A"]
    doors = []
    for name in ("one", "other"):
        app = Flask(name)
        open_assets(app, folder, written={"brand.css": lambda: f":root{{--brand:{colour[0]}}}"})
        doors.append(app)
    colour[0] = "#224488"
    assert doors[1].test_client().get(address(doors[0], "brand.css")).status_code == 200


def test_the_first_visit_of_the_website_stays_light() -> None:
    app, client = door(STATIC)
    sizes = {}
    for name in ("website.css", "website.js", "sprite.svg"):
        sizes[name] = len(client.get(address(app, name), headers={"Accept-Encoding": "br"}).data)
    assert sizes["website.css"] <= 9_000, sizes
    assert sizes["website.js"] <= 6_000, sizes
    assert sum(sizes.values()) <= 18_000, sizes


def test_written_text_follows_the_file_of_its_name(folder: Path) -> None:
    app = Flask("bare")
    open_assets(app, folder, written={"website.css": lambda: ":root{--brand:#224488}"})
    style = app.test_client().get(address(app, "website.css")).data
    assert style.endswith(b":root{--brand:#224488}") and len(style) > 40
