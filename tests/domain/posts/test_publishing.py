"""A picture is published once: through a real HTTP Graph API that is slow, breaks, hangs up, and refuses; and through kills."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from shop.domain import posts
from shop.domain.posts import NoPicture, NotConnected, Post
from shop.integrations import instagram
from shop.kernel import clock, ports
from shop.kernel.database import db
from shop.kernel.refusal import NotFound
from tests import makers
from tests.domain.posts.dying import POINTS
from tests.fakes.graph import GraphServer
from tests.graphs import connect, connected, with_picture
from tests.serving import ROOT


@pytest.fixture
def graph(app: Flask) -> Iterator[GraphServer]:
    with connected(app) as server:
        yield server


def ask_for_post(size: tuple[int, int] = (900, 900), caption: str = "Cornetto #cornetto") -> int:
    product = with_picture(makers.make_product("Cornetto"), size)
    db.session.rollback()
    return posts.publish(product, caption=caption, alt="Una foto", by="staff:1", now=clock.now())


def work(hours: float = 1, start: datetime | None = None) -> datetime:
    """The worker for that long, a look each 20 seconds."""
    now = start or clock.now()
    for _ in range(int(hours * 180)):
        posts.publish_due(now)
        now += timedelta(seconds=20)
    return now


def found(post_id: int) -> Post:
    db.session.rollback()
    return posts.get_post(post_id)


def test_a_picture_is_prepared_looked_at_and_published_once(graph: GraphServer) -> None:
    post_id = ask_for_post()
    posts.publish_due(clock.now())
    assert (found(post_id).state, graph.account.media) == ("prepared", [])
    assert found(post_id).container in graph.account.containers
    work()
    post = found(post_id)
    assert (post.state, post.problem, graph.account.media) == ("published", "", [post.container])
    assert post.media and post.published_at and graph.account.containers[post.container or ""].caption == "Cornetto #cornetto"


def test_the_limit_is_asked_before_and_waited_for(graph: GraphServer) -> None:
    graph.account.quota_used = graph.account.quota_total
    post_id = ask_for_post()
    later = work()
    assert (found(post_id).state, found(post_id).problem, graph.account.containers) == ("waiting", "limit_reached", {})
    graph.account.quota_used = 0
    work(2, later)
    assert found(post_id).state == "published" and len(graph.account.media) == 1


def test_a_limit_reached_between_asking_and_publishing_is_waited_for_with_the_same_container(graph: GraphServer) -> None:
    post_id = ask_for_post()
    posts.publish_due(clock.now())
    graph.account.quota_used = graph.account.quota_total
    later = work(0.5)
    assert (found(post_id).state, found(post_id).problem) == ("prepared", "limit_reached")
    graph.account.quota_used = 0
    work(2, later)
    assert found(post_id).state == "published" and len(graph.account.containers) == 1


@pytest.mark.parametrize("looks", [0, 5])
def test_a_container_in_progress_is_asked_again(graph: GraphServer, looks: int) -> None:
    graph.account.looks = looks
    post_id = ask_for_post()
    work(2)
    assert found(post_id).state == "published" and len(graph.account.media) == 1


def test_an_expired_token_ends_it_in_clear_words_and_a_new_one_begins_again(graph: GraphServer) -> None:
    graph.account.is_expired = True
    post_id = ask_for_post()
    later = work()
    assert (found(post_id).state, found(post_id).problem) == ("refused", "token_expired")
    graph.account.is_expired, graph.account.token = False, "IGAA-another"
    connect(graph, token="IGAA-another")
    posts.try_again(post_id, by="staff:1", now=later)
    work(1, later)
    assert found(post_id).state == "published"


def test_an_expired_container_is_prepared_anew(graph: GraphServer) -> None:
    post_id = ask_for_post()
    posts.publish_due(clock.now())
    graph.account.containers[found(post_id).container or ""].status = "EXPIRED"
    work()
    assert found(post_id).state == "published" and len(graph.account.containers) == 2 and len(graph.account.media) == 1


def test_a_picture_refused_there_is_said(graph: GraphServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shop.integrations.pictures.CUTS", {})  # the original goes out: three times as wide as high
    post_id = ask_for_post((1500, 500))
    work()
    assert found(post_id).state == "refused" and graph.account.media == []
    assert found(post_id).problem in ("picture_refused", "picture_unreachable")


@pytest.mark.parametrize("size", [(900, 900), (1600, 900), (600, 1600), (400, 400)])
def test_every_cut_is_one_that_instagram_takes(graph: GraphServer, size: tuple[int, int]) -> None:
    post_id = ask_for_post(size)
    work()
    assert found(post_id).state == "published", found(post_id).problem


def test_a_shop_that_can_not_be_seen_from_outside_is_told_so(app: Flask, graph: GraphServer) -> None:
    app.config["PUBLIC_URL"] = "http://127.0.0.1:9"
    post_id = ask_for_post()
    work()
    assert (found(post_id).state, found(post_id).problem) == ("refused", "picture_unreachable")


def test_a_broken_instagram_is_tried_again_until_it_answers(graph: GraphServer) -> None:
    graph.account.breaks = 6
    post_id = ask_for_post()
    posts.publish_due(clock.now())
    assert (found(post_id).state, found(post_id).problem) == ("waiting", "unreachable")
    work(2)
    assert found(post_id).state == "published" and len(graph.account.media) == 1


@pytest.mark.parametrize("where", ["/media", "/content_publishing_limit", "/media_publish"])
def test_a_call_that_never_arrived_is_made_again(graph: GraphServer, where: str) -> None:
    graph.account.drops_before = where
    post_id = ask_for_post()
    work(2)
    assert found(post_id).state == "published" and len(graph.account.media) == 1


@pytest.mark.parametrize("where", ["/media", "/media_publish"])
def test_a_call_done_but_never_answered_shows_nothing_twice(graph: GraphServer, where: str) -> None:
    graph.account.drops_after = where
    post_id = ask_for_post()
    work(2)
    assert found(post_id).state == "published" and len(graph.account.media) == 1
    assert len([path for _, path in graph.account.asked if path.endswith("media_publish")]) == 1


def test_a_slow_instagram_holds_nothing_for_ever(graph: GraphServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instagram, "PATIENCE_S", (0.2, 0.2))
    post_id = ask_for_post()
    graph.account.slow_s = 0.6
    posts.publish_due(clock.now())
    assert (found(post_id).state, found(post_id).problem) == ("waiting", "unreachable")
    graph.account.slow_s = 0
    work(2)
    assert found(post_id).state == "published"


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_in_the_midst_leaves_one_post(app: Flask, graph: GraphServer, tmp_path: Path, point: str) -> None:
    post_id = ask_for_post()
    command = [sys.executable, "-m", "tests.domain.posts.dying", str(tmp_path), graph.url, app.config["PUBLIC_URL"],
               clock.now().isoformat(), point]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=60).returncode == -signal.SIGKILL
    state = found(post_id).state
    assert state == ("waiting" if "prepare" in point else "publishing")
    work(2, clock.now() + timedelta(minutes=15))
    assert found(post_id).state == "published" and graph.account.media == [found(post_id).container]


def test_what_waits_can_be_stopped_and_what_is_shown_can_not(graph: GraphServer) -> None:
    post_id = ask_for_post()
    posts.publish_due(clock.now())
    posts.stop(post_id, by="staff:1", now=clock.now())
    work()
    assert found(post_id).state == "stopped" and graph.account.media == []
    posts.try_again(post_id, by="staff:1", now=clock.now())
    work()
    with pytest.raises(NotFound):
        posts.stop(post_id, by="staff:1", now=clock.now())
    with pytest.raises(NotFound):
        posts.try_again(post_id, by="staff:1", now=clock.now())
    assert len(graph.account.media) == 1


def test_without_an_account_or_a_picture_nothing_is_asked(app: Flask) -> None:
    product = makers.make_product("Cornetto")
    with pytest.raises(NotConnected):
        posts.publish(product, caption="x", alt="", by="staff:1", now=clock.now())
    with connected(app):
        with pytest.raises(NoPicture):
            posts.publish(product, caption="x", alt="", by="staff:1", now=clock.now())
        with pytest.raises(posts.CaptionTooLong):
            posts.publish(with_picture(product), caption="x" * 2201, alt="", by="staff:1", now=clock.now())
        with pytest.raises(posts.TooManyTags):
            posts.publish(with_picture(product), caption=" ".join(f"#a{n}" for n in range(31)), alt="", by="staff:1", now=clock.now())


def test_two_workers_at_once_make_one_post(any_app: Flask) -> None:
    """Each step is claimed by one guarded UPDATE: whoever finds it claimed makes none."""
    with connected(any_app) as graph:
        post_id = ask_for_post()
        now = clock.now()
        publisher = ports.publisher()
        seen: list[bool] = []

        def look_elsewhere() -> int:
            seen.append(bool(posts.publish_due(now)))
            return 50

        publisher.posts_left = look_elsewhere  # type: ignore[method-assign]
        posts.publish_due(now)
        assert seen == [False]
        work()
        assert found(post_id).state == "published" and len(graph.account.media) == 1
