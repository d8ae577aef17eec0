"""`report.html` of a visit: one file that opens offline and explains itself."""

from __future__ import annotations

from dataclasses import dataclass

from . import words
from .layers import LayerRow, Reality, anything_real, layer_rows
from .learned import Comparison, ConsentRow, TicketRow, compare, consent_rows, tickets
from .result import VisitResult
from .sequence import draw
from .templates import environment
from .traffic import StepView, step_views
from .version import version
from .visit_json import SCHEMA

_GOOD, _BAD, _NONE = "good", "bad", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure of the verdict; its tone is good, bad or none."""

    name: str
    value: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """Everything the page says that is not simply read off the result."""

    verdict: str
    lead: str
    advice: str
    facts: tuple[Fact, ...]
    layers: tuple[LayerRow, ...]
    eligibility: Comparison | None
    consents: tuple[ConsentRow, ...]
    tickets: tuple[TicketRow, ...]
    steps: tuple[StepView, ...]
    shows: tuple[str, ...]
    does_not_show: tuple[str, ...]


def render_visit(result: VisitResult) -> str:
    """Return the HTML of a visit's report."""
    return (
        environment()
        .get_template("visit.html.j2")
        .render(
            result=result,
            page=visit_page(result),
            picture=draw(result.journal),
            schema=SCHEMA,
            tool_version=version(),
        )
    )


def visit_page(result: VisitResult) -> VisitPage:
    """Work out what the page says."""
    verdict, lead, advice = _verdict(result)
    rows = layer_rows(result.layers)
    return VisitPage(
        verdict=verdict,
        lead=lead,
        advice=advice,
        facts=_facts(result),
        layers=rows,
        eligibility=compare(result),
        consents=consent_rows(result),
        tickets=tickets(result),
        steps=step_views(result.journal),
        shows=_shows(result),
        does_not_show=_does_not_show(rows),
    )


def _verdict(result: VisitResult) -> tuple[str, str, str]:
    if result.reason is not None:
        what, advice = words.reason_words(result.reason, lost=result.lost)
        return "登録できませんでした", f"{what}（{result.reason}）", advice
    followed = [
        text
        for text, done in (
            ("同意済資格情報の取得", bool(result.eligibility)),
            ("カードなしの再照会", result.reinquiry is not None),
            ("薬剤情報の取得", result.medication is not None),
        )
        if done
    ]
    if not followed:
        return "登録完了", "患者の同意登録が完了しました。", ""
    return "登録完了", f"同意登録のあと、{'、'.join(followed)}まで確認しました。", ""


def _facts(result: VisitResult) -> tuple[Fact, ...]:
    return (
        _validity(result),
        _ratio(result),
        _consents(result),
        _reinquiry(result),
        _medication(result),
        _signature(result),
    )


def _validity(result: VisitResult) -> Fact:
    name = "資格有効性"
    if not result.eligibility:
        return Fact(name=name, value="未取得", tone=_NONE)
    code = result.eligibility[0].validity
    return Fact(
        name=name,
        value=words.VALIDITY.get(code, code),
        tone=_GOOD if code in ("1", "6") else _BAD,
        note=result.eligibility[0].insurer_name,
    )


def _ratio(result: VisitResult) -> Fact:
    if not result.eligibility:
        return Fact(name="負担割合", value="未取得", tone=_NONE)
    ratio = result.eligibility[0].ratio
    if ratio is None:
        return Fact(name="負担割合", value="不明", tone=_NONE)
    value = f"{ratio // 10}割" if ratio % 10 == 0 else f"{ratio}%"
    return Fact(name="負担割合", value=value)


def _consents(result: VisitResult) -> Fact:
    views = result.eligibility[0].consents if result.eligibility else {}
    if not views:
        return Fact(name="同意", value="未取得", tone=_NONE)
    given = sum(view.flag == "1" for view in views.values())
    prescription = words.PRESCRIPTION.get(result.prescription or "", "")
    return Fact(name="同意", value=f"{given} / {len(views)} 種別", note=prescription)


def _reinquiry(result: VisitResult) -> Fact:
    if result.reinquiry is None:
        return Fact(name="再照会", value="未実施", tone=_NONE)
    code = result.reinquiry.validity
    return Fact(
        name="再照会",
        value=words.VALIDITY.get(code, code),
        tone=_GOOD if code in ("1", "6") else _BAD,
        note=words.CHANGED.get(result.reinquiry.changed, ""),
    )


def _medication(result: VisitResult) -> Fact:
    if result.medication is None:
        return Fact(name="薬剤情報", value="未取得", tone=_NONE)
    return Fact(name="薬剤情報", value=f"{len(result.medication.drugs)} 件")


def _signature(result: VisitResult) -> Fact:
    match result.signature_verified:
        case None:
            return Fact(name="カードの署名", value="なし", tone=_NONE)
        case True:
            return Fact(
                name="カードの署名", value="検証済", tone=_GOOD, note="証明書の公開鍵で"
            )
        case False:
            return Fact(name="カードの署名", value="不一致", tone=_BAD)


def _shows(result: VisitResult) -> tuple[str, ...]:
    lines = []
    if result.signature_verified:
        lines.append(
            "カードの署名は本物の暗号（RSA、SHA-256）で作られ、"
            "カードから読んだ証明書で検証されました。"
        )
    if result.registered:
        lines.append(
            "証明書の連鎖、有効期間、失効（CRL・OCSP）は国側の役が実際に確かめました。"
        )
    if result.journal.http:
        lines.append("画面の操作は実際のHTTPで、表示された項目だけを送りました。")
    if result.journal.files:
        lines.append(
            "レセコンとのやりとりは、実際のreqとresのフォルダーのファイルで行いました。"
        )
    lines.append(
        f"同じ種（{result.seed}）と同じ日時なら、同じ結果を再現できます"
        "（鍵と所要時間を除く）。"
    )
    return tuple(lines)


def _does_not_show(rows: tuple[LayerRow, ...]) -> tuple[str, ...]:
    virtual = [row.name for row in rows if row.reality is Reality.VIRTUAL]
    lines = []
    if virtual:
        lines.append(
            f"{'、'.join(virtual)}は代役です。"
            "公開されていない部分は推定で、実物との差がありえます。"
        )
    if not anything_real(rows):
        lines.append("この実行には実物の機器も実在のサービスも含まれていません。")
    lines.append(
        "公式のマイナポータルアプリは試験用の国側には接続できません。"
        "アプリの動きは代役によるものです。"
    )
    lines.append(
        "コードが STUB で始まるエラーは独自のもので、公式のコードではありません。"
    )
    return tuple(lines)
