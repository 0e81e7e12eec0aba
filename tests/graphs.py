"""A shop that speaks to the strict Instagram of tests/fakes, which fetches pictures from it over HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

from flask import Flask
from PIL import Image
from werkzeug.serving import make_server

from shop.domain import catalogue, posts
from shop.domain.catalogue.models import PictureRow
from shop.domain.posts import Connection
from shop.integrations.instagram import GraphApi
from shop.kernel import clock, ports
from shop.kernel.database import db, writing
from tests.fakes.graph import GraphServer

SECRET, WORD = "canarino-segreto-dell-app", "canarino-parola"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The shop on a port of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def connected(app: Flask, token: str = "") -> Iterator[GraphServer]:
    before = ports._plugged
    assert before is not None
    with GraphServer() as graph, served(app) as address:
        app.config.update(GRAPH_URL=graph.url, PUBLIC_URL=address)
        api = GraphApi(app)
        ports.plug(replace(before, publisher=api, messenger=api))
        connect(graph, token=token or graph.account.token)
        yield graph
    ports.plug(before)


def connect(graph: GraphServer, *, token: str) -> None:
    known = Connection(user_id=graph.account.user_id, token=token, app_secret=SECRET, verify_token=WORD)
    posts.connect(known, by="staff:1", now=clock.now())


def with_picture(product: catalogue.Product, size: tuple[int, int] = (900, 900)) -> catalogue.Product:
    """The same product with a picture of that size."""
    body = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(body, "JPEG")
    db.session.rollback()
    kept = ports.picture_store().keep(body.getvalue())
    with writing():
        db.session.add(PictureRow(product_id=product.id, key=kept.key, width=kept.width, height=kept.height, alt={"it": "Una foto"},
                                  position=0, has_sizes=False))
    return catalogue.get_many([product.id])[product.id]
