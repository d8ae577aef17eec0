"""`mynabench personas`: what a vendor needs to write a first request."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from card_profiles.card_numbers import birthdate_key, number_a, number_b
from card_profiles.model import CardForm, CardPlan, Coverage, Expectation, Persona

from ..evidence.words import VALIDITY, reason_words
from . import options

_FORMS = {
    CardForm.PLASTIC: "マイナンバーカード",
    CardForm.FACE_ONLY: "顔認証マイナンバーカード",
    CardForm.ANDROID: "スマホ用電子証明書（Android）",
    CardForm.IPHONE: "iPhoneのマイナンバーカード",
    CardForm.BLANK: "発行前の白いカード",
    CardForm.UNRESPONSIVE: "ICチップが壊れたカード",
}


@click.command(
    "personas", help="架空の患者の一覧。最初の要求を書くのに要るものすべて。"
)
@click.option("--now", type=options.Moment(), help="この日時での姿を表示します。")
@click.option(
    "--synthetic",
    type=click.IntRange(1, 100_000),
    help="付属の患者の代わりに、この人数の架空の人口を表示します。",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="架空の人口の乱数の種。",
)
@options.addresses
@click.option("--json", "as_json", is_flag=True, help="JSONで表示します。")
def command(
    now: datetime | None,
    synthetic: int | None,
    seed: int,
    addresses: str,
    as_json: bool,  # noqa: FBT001 - click passes options by name.
) -> None:
    """List every ready persona with its numbers; nothing here belongs to anybody."""
    from card_profiles.loader import load_all
    from card_profiles.synth import Addresses, generate

    on = now or options.system_now()
    people = (
        load_all(now=on)
        if synthetic is None
        else generate(synthetic, seed=seed, now=on, addresses=Addresses(addresses))
    )
    if as_json:
        rows = [_row(persona) for persona in people]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for persona in people:
        _show(persona)
    click.echo(
        "既定の医療機関コード: 9930000014（歯科診療所）。"
        "番号はすべて予約された範囲のもので、実在の誰のものでもありません。"
    )


def _show(persona: Persona) -> None:
    person, card = persona.person, persona.card
    alias = f"　通称 {person.alias}" if person.alias else ""
    click.secho(
        f"{persona.name}  {person.name}（{person.name_kana}）{alias}", bold=True
    )
    click.echo(f"  {persona.story}")
    click.echo(f"  生年月日 {person.birthdate:%Y-%m-%d}  {_pins(card)}")
    click.echo(f"  照合番号B {number_b(person, card)}  {_card(card)}")
    for coverage in persona.coverages:
        click.echo("  " + _coverage(coverage))
    expect = persona.expect
    click.echo(f"  訪問の結果: {_expected(expect)}")
    click.echo()


def _pins(card: CardPlan) -> str:
    password = (
        f"署名用パスワード {card.sign_password}"
        if card.sign_certificate is not None
        else "署名用電子証明書なし"
    )
    if card.form is CardForm.FACE_ONLY:
        return f"暗証番号の設定なし  {password}"
    return f"暗証番号 {card.auth_pin}（残り{card.auth_tries_left}回）  {password}"


def _card(card: CardPlan) -> str:
    return f"{_FORMS[card.form]}（有効期限 {card.expires_on:%Y-%m-%d}）"


def _card_row(persona: Persona) -> dict[str, Any]:  # A JSON object.
    person, card = persona.person, persona.card
    return {
        "form": card.form.value,
        "interface": card.interface.value,
        "expires_on": card.expires_on.isoformat(),
        "signs": card.sign_certificate is not None,
        "sign_tries_left": card.sign_tries_left,
        "support_pin": card.support_pin,
        "support_tries_left": card.support_tries_left,
        "juki_pin": card.juki_pin,
        "juki_tries_left": card.juki_tries_left,
        "number_a": number_a(person),
        "number_b": number_b(person, card),
        "birthdate_key": birthdate_key(person),
    }


def _expected(expect: Expectation) -> str:
    if expect.outcome == "registered":
        validity = VALIDITY.get(expect.validity or "", "")
        return f"登録完了、資格は{validity}" if validity else "登録完了"
    happened, _advice = reason_words(expect.reason or "")
    return f"登録できない: {happened}（{expect.reason}）"


def _coverage(coverage: Coverage) -> str:
    parts = [
        f"保険者番号 {coverage.insurer_number} {coverage.insurer_name}",
        f"記号 {coverage.symbol}" if coverage.symbol else "",
        f"番号 {coverage.number}",
        f"枝番 {coverage.branch}" if coverage.branch else "",
        f"資格喪失 {coverage.lost_on:%Y-%m-%d}" if coverage.lost_on else "",
    ]
    return "  ".join(part for part in parts if part)


def _row(persona: Persona) -> dict[str, Any]:  # A JSON object.
    person, card = persona.person, persona.card
    return {
        "name": persona.name,
        "story": persona.story,
        "story_en": persona.story_en,
        "person": {
            "name": person.name,
            "name_kana": person.name_kana,
            "birthdate": person.birthdate.isoformat(),
            "sex": person.sex.value,
            "alias": person.alias,
            "address": person.address,
        },
        "auth_pin": card.auth_pin,
        "auth_tries_left": card.auth_tries_left,
        "sign_password": card.sign_password,
        "card": _card_row(persona),
        "institution_code": "9930000014",
        "coverages": [
            {
                "classification": coverage.classification.value,
                "insurer_number": coverage.insurer_number,
                "insurer_name": coverage.insurer_name,
                "symbol": coverage.symbol,
                "number": coverage.number,
                "branch": coverage.branch,
                "lost_on": coverage.lost_on.isoformat() if coverage.lost_on else None,
            }
            for coverage in persona.coverages
        ],
        "expect": asdict(persona.expect),
    }
