"""report.html of a visit: offline, sealed, and saying what happened."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag

from harness.evidence import VisitResult
from harness.evidence.layers import Reality, layer_rows
from harness.evidence.report import render_visit, visit_page
from harness.evidence.templates import milliseconds
from harness.evidence.words import REASON, reason_words
from harness.results import ConsentView, Eligibility, Reason

VisitMaker = Callable[..., VisitResult]


def page(result: VisitResult) -> BeautifulSoup:
    return BeautifulSoup(render_visit(result), "html.parser")


def text_of(soup: BeautifulSoup, selector: str) -> str:
    found = soup.select_one(selector)
    assert isinstance(found, Tag), selector
    return " ".join(found.get_text(" ", strip=True).split())


def test_registered_visit_says_so_first(make_visit: VisitMaker) -> None:
    soup = page(make_visit())

    assert text_of(soup, "h1") == "登録完了"
    facts = text_of(soup, ".facts")
    for words in ("有効", "3割", "1 / 2 種別", "電子処方箋", "1 件", "検証済"):
        assert words in facts


def test_refused_visit_says_why_and_what_to_do(refused_visit: VisitResult) -> None:
    soup = page(refused_visit)

    assert text_of(soup, "h1") == "登録できませんでした"
    assert "暗証番号がロックされています（pin_blocked）" in text_of(soup, ".lead")
    assert "窓口" in text_of(soup, ".advice")
    assert "暗証番号がロックされました。" in text_of(soup, ".notes")
    assert "資格情報は取得していません。" in text_of(soup, "main")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_and_advice(reason: Reason) -> None:
    what, advice = reason_words(reason.value)

    assert reason.value in REASON
    assert what
    assert advice


def test_page_fetches_nothing(make_visit: VisitMaker) -> None:
    html = render_visit(make_visit())
    soup = BeautifulSoup(html, "html.parser")

    for tag, attribute in (("img", "src"), ("script", "src"), ("link", "href")):
        for element in soup.find_all(tag):
            assert isinstance(element, Tag)
            assert str(element.get(attribute, "data:")).startswith("data:")
    assert not re.search(r"url\((?!#)", html)
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    assert "default-src 'none'" in str(policy["content"])


def test_only_script_on_the_page_is_the_one_its_policy_names(
    make_visit: VisitMaker,
) -> None:
    soup = page(make_visit())

    (script,) = soup.find_all("script")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    digest = hashlib.sha256(script.get_text().encode()).digest()
    assert f"'sha256-{base64.b64encode(digest).decode()}'" in str(policy["content"])


def test_screens_are_shown_sealed(make_visit: VisitMaker) -> None:
    frame = page(make_visit()).find("iframe")

    assert isinstance(frame, Tag)
    assert frame.has_attr("sandbox")
    assert not frame["sandbox"]  # Nothing is allowed: no script, no form, no link out.
    assert str(frame["srcdoc"]).startswith('<meta http-equiv="Content-Security-Policy"')
    assert "<h1>確認</h1>" in str(frame["srcdoc"])


def test_what_came_from_outside_is_never_markup(make_visit: VisitMaker) -> None:
    evil = '<img src=x onerror="alert(1)">'
    visit = make_visit(story=evil, persona=evil, notes=(evil,), bench_name=evil)
    visit.journal.steps[0].name = evil
    visit.journal.steps[0].detail = evil

    soup = page(visit)

    assert soup.find("img") is None
    assert evil in text_of(soup, ".notes")


def test_every_step_has_its_record_and_its_place_in_the_picture(
    make_visit: VisitMaker,
) -> None:
    visit = make_visit()
    soup = page(visit)

    for step in visit.journal.steps:
        assert step.name in text_of(soup, f"#step-{step.index}")
        assert soup.select_one(f'svg a[href="#step-{step.index}"]') is not None


def test_failed_step_is_open_and_marked_in_words(make_visit: VisitMaker) -> None:
    visit = make_visit()
    visit.journal.steps[2].ok = False

    soup = page(visit)

    assert soup.select_one("#step-3[open]") is not None
    assert "通りませんでした" in text_of(soup, "#step-3 summary")
    assert soup.select_one("#step-1[open]") is None


def test_traffic_is_shown_under_its_step(make_visit: VisitMaker) -> None:
    soup = page(make_visit())

    card = text_of(soup, "#step-3")
    assert "00200080 04 伏せ字（4バイト）" in card
    assert "（256バイト）" in card
    sent = text_of(soup, "#step-1")
    assert "YZK 1" in sent
    assert "note <b>" in sent
    assert "long page" not in sent
    assert "髙橋" in text_of(soup, "#step-4")


def test_asking_for_the_tries_left_is_not_shown_as_a_refusal(
    make_visit: VisitMaker,
) -> None:
    soup = page(make_visit())

    tones = {code.get_text(): code["class"] for code in soup.select("#step-3 code.sw")}
    assert tones["63C3"] == ["sw", "good"]


def test_layers_say_what_was_real() -> None:
    rows = layer_rows(
        {"reader": "pcsc", "card": "physical", "phone": "html", "radio": "am"}
    )

    assert [(row.key, row.reality) for row in rows] == [
        ("card", Reality.REAL),
        ("reader", Reality.REAL),
        ("phone", Reality.VIRTUAL),
        ("radio", Reality.UNKNOWN),
    ]


def test_virtual_card_never_makes_its_reader_real() -> None:
    reader = layer_rows({"card": "vpcd", "reader": "pcsc"})[1]

    assert reader.reality is Reality.THROUGH_REAL


def test_every_driver_a_bench_file_may_name_is_known_to_the_report() -> None:
    from harness.bench_spec import DRIVERS

    for layer, drivers in DRIVERS.items():
        for driver in drivers:
            (row,) = layer_rows({layer: driver})
            assert row.reality is not Reality.UNKNOWN, (layer, driver)


def test_all_virtual_bench_is_owned_up_to(make_visit: VisitMaker) -> None:
    virtual = visit_page(make_visit()).does_not_show
    real = visit_page(
        make_visit(layers={"card": "physical", "reader": "pcsc"})
    ).does_not_show

    assert any(
        "実物の機器も実在のサービスも含まれていません" in line for line in virtual
    )
    assert not any("含まれていません" in line for line in real)


def test_change_found_by_the_reinquiry_is_marked(
    make_visit: VisitMaker, eligibility: Eligibility
) -> None:
    moved = replace(eligibility, insurer_number="06990014", changed="1")

    soup = page(make_visit(reinquiry=moved))

    (row,) = soup.select("tr.changed")
    assert "06990014" in row.get_text()
    assert "変更あり" in text_of(soup, ".facts")


def test_unchanged_reinquiry_marks_nothing(make_visit: VisitMaker) -> None:
    assert page(make_visit()).select("tr.changed") == []


def test_consents_stand_beside_what_became_of_them(
    make_visit: VisitMaker, eligibility: Eligibility
) -> None:
    lapsed = ConsentView(flag="2", consented_at=None, available_until=None)

    rows = visit_page(
        make_visit(reinquiry=replace(eligibility, consents={"YZK": lapsed}))
    ).consents

    assert [(row.name, row.text, row.later_text) for row in rows] == [
        ("薬剤情報", "同意あり", "同意有効期限切れ"),
        ("手術情報", "同意なし", ""),
    ]


def test_welfare_ticket_is_shown_in_words(
    make_visit: VisitMaker, eligibility: Eligibility
) -> None:
    ticket = {
        "TicketType": "01",
        "IssueNumber": "0001",
        "MedicalTreatmentMonth": "202511",
        "MedicalTreatmentType": "03",
        "DesignatedMedicalInstitutionName": "みほん歯科",
        "SelfPayAmount": "1500",
    }
    aid = replace(
        eligibility, classification="A1", ratio=None, medical_aid=(ticket, {})
    )

    first, empty = visit_page(make_visit(eligibility=(aid,))).tickets

    assert (first.kind, first.month, first.treatment) == (
        "医療券",
        "2025年11月",
        "歯科",
    )
    assert (first.institution, first.self_pay) == ("みほん歯科", "1,500円")
    assert empty.kind == "—"


def test_every_field_of_a_page_for_screen_readers(make_visit: VisitMaker) -> None:
    soup = page(make_visit())

    html = soup.find("html")
    assert isinstance(html, Tag)
    assert html["lang"] == "ja"
    assert len(soup.find_all("h1")) == 1
    assert all(frame.get("title") for frame in soup.find_all("iframe"))
    assert text_of(soup, "svg.sequence title") == "訪問の流れ"
    assert "資格確認端末" in text_of(soup, "svg.sequence desc")
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "<0.1 ms"), (3.24, "3.2 ms"), (261.4, "261 ms"), (1380.0, "1.38 s")],
)
def test_duration_is_written_to_be_read_at_a_glance(value: float, written: str) -> None:
    assert milliseconds(value) == written
