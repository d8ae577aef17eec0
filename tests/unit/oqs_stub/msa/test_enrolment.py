"""Which phones may run マイナ資格確認アプリ, and which no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub

from ..conftest import DENTAL
from .phone import MEDICAL, Phone, admin, enrol, issue_code, refused


def test_a_phone_is_enrolled_by_the_four_inputs(stub: Stub, web: FlaskClient) -> None:
    answer = enrol(web, issue_code(stub))

    assert answer.status_code == 201
    assert answer.get_json()["name"] == stub.institutions.get(DENTAL).name
    phone = Phone(web, answer.get_json()["token"])
    assert phone.get("/device").get_json()["device"] == "訪問用スマートフォン1"


def test_hyphens_and_small_letters_do_not_matter(stub: Stub, web: FlaskClient) -> None:
    code = issue_code(stub).replace("-", " ").lower()

    assert enrol(web, code).status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"institution": "9999999999"}, id="institution"),
        pytest.param({"user": "nobody"}, id="user"),
        pytest.param({"password": "wrong-one"}, id="password"),
        pytest.param({"activation_code": "AAAA-AAAA-AAAA-AAAA"}, id="code"),
        pytest.param({"user": "admin"}, id="right-of-admin"),
        pytest.param({"user": "user"}, id="right-of-user"),
    ],
)
def test_a_wrong_input_is_refused_without_saying_which(
    stub: Stub, web: FlaskClient, change: dict[str, str]
) -> None:
    answer = enrol(web, **({"code": issue_code(stub)} | change))

    assert refused(answer) == (401, "enrolment_refused")
    assert enrol(web, issue_code(stub)).status_code == 201


def test_a_code_enrols_one_phone(stub: Stub, web: FlaskClient) -> None:
    code = issue_code(stub)
    enrol(web, code)

    assert refused(enrol(web, code)) == (403, "activation_code_used")


def test_a_code_runs_out(stub: Stub, web: FlaskClient, clock: SettableClock) -> None:
    code = issue_code(stub)
    clock.set(clock.now() + timedelta(days=7) - timedelta(seconds=1))
    late = issue_code(stub)
    clock.set(clock.now() + timedelta(seconds=1))

    assert refused(enrol(web, code)) == (403, "activation_code_expired")
    assert enrol(web, late).status_code == 201


def test_a_disabled_code_enrols_nobody(stub: Stub, web: FlaskClient) -> None:
    code = issue_code(stub)
    (listed,) = stub.msa_enrolment.codes(admin(stub))
    assert stub.msa_enrolment.disable(admin(stub), listed.code.id, shown=listed.state)

    assert refused(enrol(web, code)) == (403, "activation_code_disabled")


def test_a_lost_phone_stops_at_once(stub: Stub, phone: Phone) -> None:
    phone.start("visual")
    (listed,) = stub.msa_enrolment.codes(admin(stub))
    stub.msa_enrolment.disable(admin(stub), listed.code.id, shown=listed.state)

    assert refused(phone.get("/device")) == (403, "device_disabled")
    assert refused(phone.get_passcode()) == (403, "device_disabled")
    last = stub.ledger.entries()[-1]
    assert (last.face, last.result) == ("msa", "device_disabled")


def test_a_phone_stops_with_the_account_that_enrolled_it(
    stub: Stub, phone: Phone
) -> None:
    phone.start("visual")
    stub.terminal_staff.set_disabled(admin(stub), "viewer", disabled=True)

    stopped = phone.get("/device")

    assert refused(stopped) == (403, "account_disabled")
    assert "アカウント管理" in stopped.get_json()["message"]
    assert refused(phone.get_passcode()) == (403, "account_disabled")
    assert stub.ledger.entries()[-1].result == "account_disabled"
    stub.terminal_staff.set_disabled(admin(stub), "viewer", disabled=False)
    assert phone.get("/device").status_code == 200


def test_another_institution_cannot_disable_a_phone(stub: Stub, phone: Phone) -> None:
    (listed,) = stub.msa_enrolment.codes(admin(stub))

    assert not stub.msa_enrolment.disable(
        admin(stub, MEDICAL), listed.code.id, shown=listed.state
    )
    assert phone.get("/device").status_code == 200


def test_another_institutions_code_is_no_code(stub: Stub, web: FlaskClient) -> None:
    code = issue_code(stub, institution=MEDICAL)

    assert refused(enrol(web, code)) == (401, "enrolment_refused")


def test_no_phone_where_the_function_is_not_used(stub: Stub, web: FlaskClient) -> None:
    code = issue_code(stub, institution=MEDICAL)

    answer = enrol(web, code, institution=MEDICAL)

    assert refused(answer) == (403, "function_disabled")


def test_codes_cannot_be_guessed_for_long(
    stub: Stub, web: FlaskClient, clock: SettableClock
) -> None:
    code = issue_code(stub)
    for _ in range(10):
        assert refused(enrol(web, "WRONG"))[1] == "enrolment_refused"

    assert refused(enrol(web, code)) == (429, "enrolment_closed")
    clock.set(clock.now() + timedelta(minutes=15))
    assert enrol(web, code).status_code == 201


def test_the_enrolment_by_one_account_clears_no_other_count(
    stub: Stub, web: FlaskClient
) -> None:
    for turn in range(10):
        enrol(web, "WRONG", user="user", password="wrong-one")
        if turn == 8:
            assert enrol(web, issue_code(stub)).status_code == 201

    answer = enrol(web, issue_code(stub), user="user")

    assert refused(answer) == (429, "enrolment_closed")


def test_an_account_that_the_terminal_locked_enrols_nobody(
    stub: Stub, web: FlaskClient
) -> None:
    for _ in range(stub.accounts.lock.tries):
        stub.accounts.wrong_once(DENTAL, "viewer")

    assert refused(enrol(web, issue_code(stub))) == (401, "enrolment_refused")


@pytest.mark.parametrize("token", ["", "x", "トークン"])
def test_a_stranger_gets_nothing(web: FlaskClient, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode().decode("latin1")}

    answer = web.get("/msa/device", headers=headers)

    assert refused(answer) == (401, "device_unknown")


@pytest.mark.sqlite
def test_tokens_codes_and_passwords_are_kept_and_logged_nowhere(
    stub: Stub, web: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    code = issue_code(stub)
    token = enrol(web, code).get_json()["token"]
    phone = Phone(web, token)
    phone.start("visual")
    phone.get_passcode()
    phone.confirm()

    files = (stub.config.state_dir / "oqs").glob("oqs.sqlite3*")
    stored = b"".join(path.read_bytes() for path in files)
    assert b"msa_devices" in stored, "the database lies elsewhere"
    for secret in (token, code, code.replace("-", ""), phone.passcode):
        assert secret not in caplog.text + repr(stub.ledger.entries())
        if len(secret) > 6:  # Six digits are found in anything.
            assert secret.encode() not in stored


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="array"),
        pytest.param(b'{"institution": 9930000014}', id="number"),
        pytest.param(b'{"institution": "' + b"9" * 300 + b'"}', id="long"),
        pytest.param(b'{"a": ' + b"9" * 40_000 + b"}", id="large"),
    ],
)
def test_nonsense_is_refused_in_json(web: FlaskClient, body: bytes) -> None:
    answer = web.post("/msa/enrolments", data=body)

    assert refused(answer) == (400, "msa_request_invalid")


def test_a_path_that_is_not_there_is_refused_in_json(web: FlaskClient) -> None:
    assert refused(web.get("/msa/other")) == (400, "msa_request_invalid")
