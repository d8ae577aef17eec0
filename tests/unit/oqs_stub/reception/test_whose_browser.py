"""A reception belongs to one browser, and takes no form but its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from oqs_stub.app import create_app
from oqs_stub.stub import Stub

from .visitor import (
    Card,
    choose,
    consents,
    entrance,
    finish,
    heading,
    launch,
    marker,
    post,
    press_launch,
    register,
    soup,
    token,
)


@pytest.fixture
def other(web: FlaskClient) -> FlaskClient:
    """Another device, with a browser of its own."""
    return web.application.test_client()


def test_another_device_cannot_go_on_with_a_reception(
    stub: Stub, web: FlaskClient, other: FlaskClient
) -> None:
    session = choose(web, entrance(stub))
    own = token(web.get(f"{session}/confirm"))

    for answer in (
        other.get(f"{session}/confirm"),
        other.get(f"{session}/consents"),
        other.get(session),
        other.post(f"{session}/launch", data={"form-token": own}),
        other.post(f"{session}/consents", data={"form-token": own}),
    ):
        assert answer.status_code == 403
        assert marker(answer, "reason") == "other_browser"
    assert heading(web.get(f"{session}/confirm")) == "登録内容の確認"


def test_another_device_begins_anew_and_nothing_is_registered_half_way(
    stub: Stub, web: FlaskClient, other: FlaskClient, card: Card
) -> None:
    launch(web, choose(web, entrance(stub), **{"consent-YZK": "1"}))

    register(other, entrance(stub), card, **{"consent-SRJ": "1"})

    assert [kind for one in consents(stub) for kind in one.kinds] == ["SRJ"]


def test_the_address_changes_once_the_card_was_read(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))

    done = finish(web, launch(web, session), card)

    assert done != session
    moved = web.get(session)
    assert (moved.status_code, moved.headers["Location"]) == (303, done)


def test_who_knew_the_former_address_does_not_see_what_came_of_it(
    stub: Stub, web: FlaskClient, other: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    finish(web, launch(web, session), card)

    assert marker(other.get(session), "reason") == "other_browser"


def test_the_cookie_of_before_the_card_does_not_open_what_comes_after(
    stub: Stub, web: FlaskClient, other: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    before = web.get_cookie("mynabench-reception", path=session)
    done = finish(web, launch(web, session), card)
    assert web.get(done).status_code == 200

    assert before is not None
    other.set_cookie("mynabench-reception", before.value, path=done)

    assert marker(other.get(done), "reason") == "other_browser"


def test_only_the_first_browser_that_comes_back_is_let_in(
    stub: Stub, web: FlaskClient, other: FlaskClient, card: Card
) -> None:
    done = register(web, entrance(stub), card)

    assert heading(web.get(done)) == "登録完了"
    assert marker(other.get(done), "reason") == "other_browser"


def test_a_browser_without_cookies_is_told_why_it_cannot_go_on(
    stub: Stub, web: FlaskClient
) -> None:
    strict = web.application.test_client(use_cookies=False)
    start = f"{entrance(stub)}/consents"

    answer = post(strict, start, prescription="1")

    assert marker(answer, "reason") == "form_foreign"
    assert "Cookie" in answer.text


@pytest.mark.parametrize("sent", [None, "", "made-up"])
def test_a_form_without_its_token_is_refused(
    stub: Stub, web: FlaskClient, sent: str | None
) -> None:
    session = choose(web, entrance(stub))
    data = {} if sent is None else {"form-token": sent}
    before = len(web.get(session).text)

    for path in (
        f"{entrance(stub)}/consents",
        f"{entrance(stub)}/view",
        f"{entrance(stub)}/cancel",
        f"{session}/consents",
        f"{session}/launch",
        f"{session}/change",
        f"{session}/cancel",
        f"{session}/stored/1",
    ):
        answer = web.post(path, data={**data, "prescription": "1"})
        assert answer.status_code == 403, path
        assert marker(answer, "reason") == "form_foreign", path
    assert len(web.get(session).text) == before


def test_the_token_of_one_reception_is_not_good_for_another(
    stub: Stub, web: FlaskClient
) -> None:
    first, second = choose(web, entrance(stub)), choose(web, entrance(stub))
    foreign = token(web.get(f"{first}/confirm"))

    answer = web.post(f"{second}/launch", data={"form-token": foreign})

    assert marker(answer, "reason") == "form_foreign"


def test_a_form_sent_by_another_site_is_refused_even_with_the_token(
    stub: Stub, web: FlaskClient
) -> None:
    session = choose(web, entrance(stub))
    own = token(web.get(f"{session}/confirm"))

    answer = web.post(
        f"{session}/launch",
        data={"form-token": own},
        headers={"Origin": "https://elsewhere.example"},
    )

    assert marker(answer, "reason") == "form_foreign"


def test_the_cookie_is_for_this_reception_alone_and_out_of_reach_of_scripts(
    stub: Stub, web: FlaskClient
) -> None:
    answer = post(web, f"{entrance(stub)}/consents", prescription="1")

    (cookie,) = [
        line
        for line in answer.headers.getlist("Set-Cookie")
        if line.startswith("mynabench-reception=")
    ]
    session = answer.headers["Location"].removesuffix("/confirm")
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie
    assert f"; Path={session}" in cookie
    assert "; Secure" not in cookie


def test_behind_tls_the_cookie_never_travels_in_the_clear(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://bench.example"
    monkeypatch.setattr(stub, "config", replace(stub.config, public_url=url))
    web = create_app(stub).test_client()

    answer = web.get(f"{entrance(stub)}/consents", base_url=url)

    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "; Secure" in cookie


@pytest.mark.parametrize("planted", ["known", "A" * 60_000, "%" * 32])
def test_a_cookie_that_no_page_of_ours_gave_is_not_taken_over(
    stub: Stub, web: FlaskClient, planted: str
) -> None:
    start = entrance(stub)
    fresh = web.application.test_client(use_cookies=False)

    page = fresh.get(
        f"{start}/consents", headers={"Cookie": f"mynabench-form={planted}"}
    )

    given = next(c for c in page.headers.getlist("Set-Cookie") if "form=" in c)
    assert planted not in given
    assert len(given) < 200


def test_two_tabs_of_one_browser_do_not_mix_their_patients(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    first = choose(web, entrance(stub), **{"consent-YZK": "1"})
    second = choose(web, entrance(stub), **{"consent-SRJ": "1"})

    press_launch(web, second)
    finish(web, launch(web, first), card)

    assert [kind for one in consents(stub) for kind in one.kinds] == ["YZK"]
    assert heading(web.get(f"{second}/confirm")) == "登録内容の確認"


def test_no_page_has_a_field_for_the_pin(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    pages = [
        web.get(entrance(stub)),
        web.get(f"{entrance(stub)}/consents"),
        web.get(f"{entrance(stub)}/view"),
        web.get(f"{entrance(stub)}/cancel"),
        web.get(f"{session}/confirm"),
        web.get(session),
        web.get(finish(web, launch(web, session), card)),
    ]

    for page in pages:
        kinds = {field.get("type") for field in soup(page).select("input, textarea")}
        assert kinds <= {"radio", "hidden"}


def test_only_our_style_sheet_counts_and_nothing_may_run(
    stub: Stub, web: FlaskClient
) -> None:
    answer = web.get(entrance(stub))

    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "style-src 'sha256-" in policy
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
