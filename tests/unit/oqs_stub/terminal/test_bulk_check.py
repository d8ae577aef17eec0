"""「予約患者の一括照会」, tickets of a month, and the line check."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.model import CardClassification, MedicalTicket
from oqs_stub.records import Settings
from oqs_stub.stub import Stub

from .staff import DENTAL, Maker, heading, log_in, post, press, soup
from .test_patients import checked

LINE = "01990019,010,0000123,01,S55.2.17,髙﨑 さくら"


def bulk(web: FlaskClient, **fields: object) -> TestResponse:
    answer = post(web, "/terminal/bulk-check", fields)
    return web.get(answer.headers["Location"]) if answer.location else answer


def test_a_pasted_list_is_checked_line_by_line(web: FlaskClient) -> None:
    log_in(web, "user")

    answer = bulk(web, list=f"{LINE}\n01990019,010,9999,,S55.2.17,知らない人")

    rows = [row.get_text(" ") for row in soup(answer).select("thead ~ tbody tr")]
    assert heading(answer) == "予約患者の一括照会の結果"
    assert len(rows) == 2
    assert "有効" in rows[0]
    assert "知らない人" in rows[1]
    assert "資格情報なし" in rows[1]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_an_uploaded_list_is_checked(web: FlaskClient, encoding: str) -> None:
    log_in(web, "user")
    file = (io.BytesIO(LINE.encode(encoding)), "予約.csv")

    assert "髙﨑　さくら" in bulk(web, file=file).text


def test_ticked_patients_are_checked(web: FlaskClient, stub: Stub) -> None:
    checked(stub)
    log_in(web, "user")

    assert "髙﨑　さくら" in bulk(web, patient=["sakura", "nobody"]).text


def test_nothing_is_asked_while_a_line_is_wrong(web: FlaskClient, stub: Stub) -> None:
    log_in(web, "user")
    before = len(stub.ledger.entries())
    text = f"{LINE}\nabc,,1,,S55.2.17,花子"

    answer = bulk(web, list=text)

    area = soup(answer).find("textarea")
    assert answer.status_code == 422
    assert "2行目（花子）：保険者番号は8桁以内の数字です（abc）" in answer.text
    assert area is not None
    assert area.get_text() == text
    assert len(stub.ledger.entries()) == before


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        pytest.param("abc\t\t1\t\tS55.2.17\t花子", "2行目（花子）", id="with-tabs"),
        pytest.param('"abc,,1,,S55.2.17,花子', "2行目：", id="a-quote-left-open"),
        pytest.param(
            "1" * 140_000, "2行目：CSVとして読めません（1つの欄が長すぎる", id="endless"
        ),
        pytest.param("\0", "2行目：", id="no-text"),
    ],
)
def test_one_spoilt_line_spoils_no_other(
    web: FlaskClient, spoilt: str, told: str
) -> None:
    log_in(web, "user")

    answer = bulk(web, list=f"{LINE}\n{spoilt}\n{LINE}")

    alert = soup(answer).select("[role=alert]")[0].get_text()
    assert told in alert
    assert "1行目" not in alert
    assert "3行目" not in alert


def test_lines_typed_and_pasted_can_stand_side_by_side(web: FlaskClient) -> None:
    log_in(web, "user")

    answer = bulk(web, list=LINE + "\n" + LINE.replace(",", "\t"))

    assert "2件（エラー 0件）" in answer.text


def test_an_empty_list_and_one_too_long_are_explained(
    web: FlaskClient, stub: Stub
) -> None:
    object.__setattr__(stub.inquiries._stores.options, "most_rows", 1)
    log_in(web, "user")

    empty = bulk(web, list=" \n")
    long = bulk(web, list=f"{LINE}\n{LINE}")
    binary = bulk(web, file=(io.BytesIO(b"\x81\x20"), "x.csv"))

    assert "一覧を入力するか" in empty.text
    assert "1 件までですが、2 件あります" in long.text
    assert LINE in long.text
    assert "ファイルを読めません" in binary.text


def test_the_tickets_of_a_month_are_listed(
    web: FlaskClient, stub: Stub, make_persona: Maker
) -> None:
    (coverage,) = make_persona().coverages
    ticket = MedicalTicket(
        ticket_type="01",
        treatment_month="202604",
        valid_from=date(2026, 4, 1),
        valid_until=date(2026, 4, 30),
        issue_number="00001",
        institution_code=DENTAL,
        institution_name="マイナベンチ歯科診療所",
        treatment_type="03",
        self_pay=0,
        single_or_combined="1",
    )
    aid = replace(
        coverage,
        classification=CardClassification.MEDICAL_AID,
        insurer_number="12990016",
        insurer_name="架空福祉事務所",
        tickets=(ticket,),
    )
    stub.people.add([make_persona(coverages=(aid,))])
    stub.institutions.change_settings(DENTAL, Settings(medical_aid=True))
    log_in(web, "user")

    def of(month: str) -> TestResponse:
        answer = press(web, web.get("/terminal/tickets"), "取得する", month=month)
        return web.get(answer.headers["Location"]) if answer.location else answer

    assert "委託先資格情報取得(医療扶助)" in web.get("/terminal/menu").text
    assert "医療券" in of("2026年4月").text
    assert "委託された医療券・調剤券はありません" in of("2026-05").text
    assert of("四月").status_code == 422


def test_without_medical_aid_there_is_no_such_function(web: FlaskClient) -> None:
    log_in(web, "user")

    menu = web.get("/terminal/menu")
    answer = post(web, "/terminal/tickets", {"month": "2026-04"})

    assert "委託先資格情報取得" not in menu.text
    assert answer.status_code == 409
    assert "医療扶助関連項目が設定されていません" in answer.text


def test_the_line_check_names_what_does_not_answer(
    web: FlaskClient, stub: Stub
) -> None:
    stub.exchange.start()
    stub.exchange.stop()
    log_in(web, "user")
    well = web.get("/terminal/line")
    shutil.rmtree(stub.config.exchange_folder / "res")
    stub.revocation.responder = "http://127.0.0.1:9/jpki"

    ill = web.get("/terminal/line")

    assert "すべて応答しています" in well.text
    assert "2か所が応答していません" in ill.text
    assert "失効情報を取得できません" in ill.text
    assert "res フォルダーを読み書きできません" in ill.text
    assert "10割負担にはしません" in ill.text
