"""《同意済資格情報取得》: by 同意年月日 or 受診予定日, as the folders would say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.model import CardClassification
from oqs_stub.messages import ConsentedResult, Encoding
from oqs_stub.records import ConsentKind, Settings
from oqs_stub.stub import Stub

from .staff import DENTAL, ONLINE, Maker, heading, log_in, post, soup
from .test_patients import checked

TODAY = {"since": "2026-04-10", "until": "2026-04-10"}


def search(
    web: FlaskClient, category: str = "hv", way: str = "consent", **days: str
) -> TestResponse:
    """What the search leads to: the result, or the form again."""
    fields = {"category": category, "way": way, **TODAY, **days}
    answer = post(web, "/terminal/consented", fields)
    return web.get(answer.headers["Location"]) if answer.location else answer


@pytest.mark.parametrize(
    ("category", "days", "hits"),
    [
        pytest.param("hv", TODAY, 1, id="the-day"),
        pytest.param(
            "hv", {"since": "令和8年4月8日", "until": "2026/4/9"}, 0, id="before"
        ),
        pytest.param("on", TODAY, 0, id="online"),
        pytest.param("hv", {**TODAY, "until": "9999-12-31"}, 1, id="open-end"),
    ],
)
def test_the_consented_are_found_by_their_day(
    web: FlaskClient, stub: Stub, category: str, days: dict[str, str], hits: int
) -> None:
    checked(stub)
    log_in(web, "user")

    answer = search(web, category, **days)

    page = soup(answer)
    rows = [] if not hits else page.select("table thead ~ tbody tr")
    assert answer.status_code == 200
    assert len(rows) == hits
    if not hits:
        assert "期間を広げ" in page.get_text()
        return
    text = rows[0].get_text()
    assert "01990019 架空健康保険協会" in text
    assert "0000123" in text
    assert "有効" in text
    assert "薬剤：同意あり" in text
    assert "手術：同意なし" in text


def test_every_field_of_the_answer_can_be_read(web: FlaskClient, stub: Stub) -> None:
    checked(stub)
    log_in(web, "user")

    fields = {
        row.th.get_text(): row.td.get_text()
        for row in soup(search(web)).select("table.fields tr")
        if row.th is not None and row.td is not None
    }

    assert fields["氏名"] == "髙﨑　さくら"
    assert fields["生年月日"] == "1980年2月17日"
    assert fields["性別1（券面）"] == "女"
    assert fields["薬剤情報閲覧同意フラグ"] == "同意あり"
    assert fields["薬剤情報閲覧有効期限"] == "2026年7月31日 23時59分"
    assert fields["処方箋発行形態"] == "紙の処方箋"
    assert fields["本人・家族の別"] == "本人"


@pytest.mark.parametrize(
    ("way", "days", "hits"),
    [
        ("consent", TODAY, 1),
        ("examination", TODAY, 0),
        ("examination", {"since": "2026-04-20", "until": "2026-04-20"}, 1),
        ("consent", {"since": "2026-04-20", "until": "2026-04-20"}, 0),
    ],
)
def test_online_consents_are_found_by_either_day(
    web: FlaskClient, stub: Stub, way: str, days: dict[str, str], hits: int
) -> None:
    day = stub.clock.now().date().replace(day=20)
    checked(stub, category=ONLINE, examination_date=day)
    log_in(web, "user")

    page = soup(search(web, "on", way, **days))

    assert len(page.select("table thead ~ tbody tr")) == hits


def test_the_file_is_the_one_of_the_folders(web: FlaskClient, stub: Stub) -> None:
    checked(stub)
    log_in(web, "user")
    page = soup(search(web))

    files = [web.get(str(a["href"])) for a in page.find_all("a") if "XML" in a.text]

    assert [f.mimetype for f in files] == ["application/xml"] * 2
    assert "OQSmuhvq02res_" in files[0].headers["Content-Disposition"]
    decoded = [stub.codec.decode(f.data, ConsentedResult) for f in files]
    assert [one.encoding for one in decoded] == [Encoding.UTF_8, Encoding.SHIFT_JIS]
    for one in decoded:
        body = one.message.MessageBody
        assert body is not None
        assert body.BulkConfirmUnit[0].QualificationValidity == "1"


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        pytest.param({"since": "2026-04-11"}, ["until"], id="reversed"),
        pytest.param({"since": "x"}, ["since"], id="start-unreadable"),
        pytest.param({"until": ""}, ["until"], id="end-empty"),
        pytest.param({"since": "", "until": "2026-02-30"}, ["since", "until"], id="b"),
        pytest.param({"since": "0001-01-01"}, ["since"], id="before-meiji"),
        pytest.param({"way": "examination"}, ["way"], id="home-visit-by-examination"),
        pytest.param({"category": "z"}, ["category"], id="category-unknown"),
    ],
)
def test_what_makes_no_search_is_an_input_error_and_is_kept(
    web: FlaskClient, stub: Stub, days: dict[str, str], wrong: list[str]
) -> None:
    checked(stub)
    log_in(web, "user")
    fields = {"category": "hv", "way": "consent", **TODAY, **days}

    answer = post(web, "/terminal/consented", fields)

    page = soup(answer)
    assert answer.status_code == 422
    assert [str(m["id"]) for m in page.select("form .message")] == [
        f"{name}-error" for name in wrong
    ]
    for name in ("since", "until"):
        field = page.find("input", id=name)
        assert field is not None
        assert field["value"] == fields[name]


def test_a_function_that_is_off_is_refused_with_the_way_out(
    web: FlaskClient, stub: Stub
) -> None:
    stub.institutions.change_settings(DENTAL, Settings())
    log_in(web, "user")

    answer = search(web)

    assert answer.status_code == 409
    assert "訪問診療等機能が「利用する」になっていません" in answer.text


def test_processing_is_shown_until_the_result_is_there(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub)
    options = stub.inquiries._stores.options
    object.__setattr__(options, "bulk_delay_polls", 1)
    log_in(web, "user")

    first = search(web)
    again = soup(first).find("a", string="結果を確かめる")
    assert again is not None
    second = web.get(str(again["href"]))

    assert "処理中です" in first.text
    assert "髙﨑" not in first.text
    assert "髙﨑" in second.text


def test_the_result_of_another_institution_is_not_shown(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub)
    log_in(web, "user")
    answer = post(
        web, "/terminal/consented", {"category": "hv", "way": "consent", **TODAY}
    )
    place = answer.headers["Location"]
    stub.institutions.change_settings("9910000018", Settings(home_visit=True))
    log_in(web, "user", institution="9910000018")

    assert web.get(place).status_code == 409
    assert "髙﨑" not in web.get(place).text


@pytest.mark.parametrize("category", ["hv", "on"])
def test_who_has_no_cover_is_named_and_told_what_fits_a_card(
    web: FlaskClient, stub: Stub, make_persona: Maker, category: str
) -> None:
    (coverage,) = make_persona().coverages
    ahead = replace(coverage, registered_on=date(2026, 5, 1))
    stub.people.add([make_persona(coverages=(ahead,))])
    checked(stub)
    checked(stub, category=ONLINE, examination_date=date(2026, 4, 20))
    log_in(web, "user")

    (row,) = soup(search(web, category)).select("table thead ~ tbody tr")

    assert row.th is not None
    assert row.th.get_text(strip=True) == "髙﨑\u3000さくら"
    assert "資格情報なし" in row.get_text()
    assert "まだ登録されていない" in row.get_text()
    assert "医療扶助関連項目" in row.get_text()
    assert "番号・枝番・生年月日を見直し" not in row.get_text()


@pytest.mark.parametrize(
    ("medical_aid", "shown"),
    [
        pytest.param(True, "有効（未登録）", id="set"),
        pytest.param(False, "資格情報なし", id="not-set"),
    ],
)
def test_medical_aid_is_shown_only_where_that_is_set(
    web: FlaskClient,
    stub: Stub,
    make_persona: Maker,
    *,
    medical_aid: bool,
    shown: str,
) -> None:
    (coverage,) = make_persona().coverages
    aid = replace(
        coverage,
        classification=CardClassification.MEDICAL_AID,
        insurer_number="12990016",
        insurer_name="架空福祉事務所",
    )
    stub.people.add([make_persona(coverages=(aid,))])
    settings = Settings(
        home_visit=True, medical_aid=medical_aid, consent_kinds=frozenset(ConsentKind)
    )
    stub.institutions.change_settings(DENTAL, settings)
    checked(stub)
    log_in(web, "user")

    page = search(web)

    assert heading(page) == "同意済資格情報取得の結果（訪問診療等）"
    assert shown in page.text
    assert ("12990016" in page.text) is medical_aid
