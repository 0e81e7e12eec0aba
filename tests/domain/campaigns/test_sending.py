"""An emailed offer reaches everyone who may get it, once, at the pace set, and stops the moment it must."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import Mock

import pytest
from flask import Flask

from shop.domain import campaigns, customers
from shop.domain.campaigns import CampaignChanged, NoMailServer, Recipient, claiming, sending
from shop.domain.customers import Customer
from shop.kernel import clock
from shop.kernel.database import db
from tests.domain.campaigns.audiences import begin, make_campaign, make_people, make_person, post_office, states, work
from tests.fakes.smtp import SmtpServer
from tests.world import open_world


@pytest.fixture
def server(any_app: Flask) -> Iterator[SmtpServer]:
    open_world()
    with post_office(any_app) as server:
        yield server


def _to(server: SmtpServer) -> list[str]:
    return sorted(address for recipients in server.post.recipients for address in recipients)


def test_each_person_gets_one_letter_of_their_own(server: SmtpServer) -> None:
    people = make_people(30)
    english = make_person(language="en", name="")
    campaign_id = begin()
    work(3)
    assert states(campaign_id) == {"sent": 31} and len(set(_to(server))) == len(_to(server)) == 31
    assert campaigns.get(campaign_id).state == "done" and campaigns.get(campaign_id).total == 31
    by_address = {letter["To"]: letter for letter in server.post.letters}
    first = by_address[customers.get_customer(people[0]).email]
    token = customers.unsubscribe_token(people[0])
    body = first.get_body(("plain",))
    assert first["Subject"] == "Panettone, finalmente" and body is not None and "Ciao Ada" in body.get_content()
    assert token in body.get_content() and token in first["List-Unsubscribe"]
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    other = by_address[customers.get_customer(english).email]
    assert other["Subject"] == "Panettone, at last" and "Hello," in str(other.get_body(("plain",)))
    assert len({letter["Message-ID"] for letter in server.post.letters}) == 31


def test_a_server_must_be_set_before_anything_begins(app: Flask) -> None:
    open_world()
    campaign_id = make_campaign()
    with pytest.raises(NoMailServer):
        campaigns.schedule(campaign_id, send_at=None, by="staff:1", now=clock.now())
    assert campaigns.get(campaign_id).state == "draft"


def test_who_says_no_between_the_claim_and_the_letter_gets_none(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    people = make_people(12)
    campaign_id, claim = begin(), claiming.claim

    def claim_and_hear(*args: object, **named: object) -> list[claiming.Turn]:
        turns = claim(*args, **named)  # type: ignore[arg-type]
        if turns:
            customers.consent(people[7], "marketing", act="refused", source="unsubscribe", now=clock.now())
        return turns

    monkeypatch.setattr(sending, "claim", claim_and_hear)
    work(2)
    assert states(campaign_id) == {"sent": 11, "left_out": 1}
    assert customers.get_customer(people[7]).email not in _to(server)
    [left] = db.session.query(Recipient).filter_by(state="left_out")
    assert left.customer_id == people[7] and left.reason == "refused"


def test_a_paused_campaign_rests_and_goes_on_where_it_was(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    make_people(20)
    campaign_id, mark, marked = begin(), claiming.mark, list[int]()

    def mark_and_pause(*args: object, **named: object) -> set[int]:
        may = mark(*args, **named)  # type: ignore[arg-type]
        before, _ = len(marked), marked.extend(may)
        if before < 8 <= len(marked):
            campaigns.pause(campaign_id, by="staff:1", now=clock.now())
        return may

    monkeypatch.setattr(sending, "mark", mark_and_pause)
    work(2)
    assert campaigns.get(campaign_id).state == "paused"
    found = states(campaign_id)
    assert found["sent"] >= 8 and found["sent"] + found["waiting"] == 20 and found["waiting"] > 0
    work()
    assert states(campaign_id) == found
    campaigns.resume(campaign_id, by="staff:1", now=clock.now())
    monkeypatch.setattr(sending, "mark", mark)
    work(2)
    assert states(campaign_id) == {"sent": 20} and len(set(_to(server))) == 20


def test_a_stopped_campaign_never_goes_on(server: SmtpServer) -> None:
    make_people(5)
    campaign_id = begin(per_minute=60)
    work(seconds=0.3)
    campaigns.stop(campaign_id, by="staff:1", now=clock.now())
    work(2)
    assert states(campaign_id)["left_out"] >= 3 and len(server.post.letters) <= 2
    for verb in (campaigns.resume, campaigns.pause, campaigns.stop):
        with pytest.raises(CampaignChanged):
            verb(campaign_id, by="staff:1", now=clock.now())


def test_no_minute_holds_more_than_the_limit(server: SmtpServer) -> None:
    make_people(60)
    campaign_id = begin(per_minute=600)
    work(seconds=1.0)
    assert 0 < len(server.post.letters) <= 12  # a slow machine sends fewer, none sends more
    assert states(campaign_id)["sent"] == len(server.post.letters)


def test_a_server_that_says_later_gets_the_same_letter_again(server: SmtpServer) -> None:
    [person] = make_people(1)
    campaign_id = begin()
    server.post.to_letter = "451 come back later"
    work()
    [row] = db.session.query(Recipient)
    assert (row.state, row.tries) == ("waiting", 1) and row.due_at > clock.now() + timedelta(minutes=4)
    message_id = row.message_id
    server.post.to_letter = ""
    work(at=clock.now() + timedelta(minutes=6))
    assert states(campaign_id) == {"sent": 1} and server.post.letters[0]["Message-ID"] == message_id
    assert customers.get_customer(person).bounces == 0


def test_a_dead_address_is_not_written_to_again(server: SmtpServer) -> None:
    [person] = make_people(1)
    server.post.to_recipient = "550 5.1.1 no such person"
    campaign_id = begin()
    work()
    db.session.expire_all()
    assert states(campaign_id) == {"refused": 1} and customers.get_customer(person).unreachable_at is not None
    server.post.to_recipient = ""
    begin()
    work(2)
    assert server.post.letters == []


def test_a_full_mailbox_is_given_up_the_fifth_time_but_not_by_one_campaign(server: SmtpServer) -> None:
    [person] = make_people(1)
    server.post.to_recipient = "452 4.2.2 mailbox full"
    first, hours = begin(), 0
    for hours in range(0, 24, 4):
        work(at=clock.now() + timedelta(hours=hours))
    db.session.expire_all()
    assert states(first) == {"refused": 1} and customers.get_customer(person).unreachable_at is None
    assert customers.get_customer(person).bounces == claiming.MOST_TRIES
    begin()
    work(at=clock.now() + timedelta(hours=30))
    db.session.expire_all()
    assert customers.get_customer(person).unreachable_at is not None


def test_a_letter_that_arrives_forgives_earlier_bounces(server: SmtpServer) -> None:
    person = make_person(bounces=4)
    begin()
    work(2)
    db.session.expire_all()
    assert customers.get_customer(person).bounces == 0


def test_a_letter_whose_answer_never_came_is_parked_and_never_sent_again(server: SmtpServer) -> None:
    make_people(3)
    server.post.hangs_up = True
    campaign_id = begin()
    work()
    assert states(campaign_id) == {"parked": 3}
    server.post.hangs_up, known = False, len(server.post.letters)
    work(3, at=clock.now() + timedelta(days=1))
    assert states(campaign_id) == {"parked": 3} and len(server.post.letters) == known
    assert campaigns.get(campaign_id).state == "done"


def test_a_server_that_is_down_costs_nobody_a_try(server: SmtpServer) -> None:
    make_people(10)
    campaign_id = begin()
    server.stop()
    work(2)
    assert states(campaign_id) == {"waiting": 10}
    assert {row.tries for row in db.session.query(Recipient)} == {0}
    assert {person.bounces for person in db.session.query(Customer)} == {0}


def test_what_a_dead_sender_left_is_parked_where_it_was_handed_over_and_waits_where_not(server: SmtpServer) -> None:
    make_people(10)
    campaign_id = begin()
    campaigns_now = clock.now()
    sending.begin_due(campaigns_now)
    while sending.gather(campaign_id, now=campaigns_now):
        pass
    dead = claiming.new_claim()
    turns = claiming.claim(campaign_id, claim=dead, most=8, now=campaigns_now)
    assert claiming.mark([], turns[:3], claim=dead, now=campaigns_now) == {turn.id for turn in turns[:3]}
    work(2)
    assert states(campaign_id) == {"parked": 3, "sent": 7}
    assert not {turn.email for turn in turns[:3]} & set(_to(server))
    late = [claiming.Ended(turns[0], "sent"), claiming.Ended(turns[1], "waiting")]
    assert claiming.mark(late, turns[3:5], claim=dead, now=clock.now()) == set()
    assert states(campaign_id) == {"parked": 2, "sent": 8}


def test_two_workers_never_send_the_same_letter(server: SmtpServer) -> None:
    make_people(6)
    campaign_id = begin()
    sending.begin_due(clock.now())
    sending.gather(campaign_id, now=clock.now())
    one = claiming.claim(campaign_id, claim="a/1", most=4, now=clock.now())
    other = claiming.claim(campaign_id, claim="b/2", most=4, now=clock.now())
    assert len({turn.id for turn in one + other}) == len(one) + len(other) == 6


def test_a_campaign_waits_for_its_moment_and_may_become_a_draft_again(server: SmtpServer) -> None:
    make_people(2)
    campaign_id = make_campaign()
    moment = clock.now() + timedelta(hours=2)
    campaigns.schedule(campaign_id, send_at=moment, by="staff:1", now=clock.now())
    work()
    assert campaigns.get(campaign_id).state == "scheduled" and server.post.letters == []
    campaigns.unschedule(campaign_id, by="staff:1", now=clock.now())
    work(at=moment)
    assert campaigns.get(campaign_id).state == "draft" and server.post.letters == []
    campaigns.schedule(campaign_id, send_at=moment, by="staff:1", now=clock.now())
    work(2, at=moment)
    assert len(server.post.letters) == 2


def test_gathering_that_was_killed_goes_on_without_losing_or_repeating_anyone(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from shop.domain.campaigns import gathering

    monkeypatch.setattr(gathering, "AT_A_TIME", 3)
    make_people(10)
    campaign_id = begin()
    sending.begin_due(clock.now())
    assert gathering.gather(campaign_id, now=clock.now()) == 3
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(gathering, "is_postgresql", Mock(side_effect=KeyboardInterrupt))  # asked in the midst of the write
        gathering.gather(campaign_id, now=clock.now())
    while gathering.gather(campaign_id, now=clock.now()):
        pass
    assert states(campaign_id) == {"waiting": 10} and campaigns.get(campaign_id).total == 10
