"""What a refusal tells people, and what several of them say."""

from __future__ import annotations

from dataclasses import dataclass

FALLBACK = (
    "職員：カードで確認できないときは、資格確認書などで資格を確認してください。"
    "このことだけを理由に全額をご負担いただくことはありません。"
)

NOTHING_BY_THIS = "この操作で、登録や変更はされていません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a refusal tells the people at the bedside; wording is the emulator's own,
    except where a fact sheet has the words of the real service."""

    heading: str
    message: str
    next_steps: tuple[str, ...]  # Each names who does it.
    status: int  # HTTP status of the page or answer.
    code: str = ""  # What the real page or app shows, where that is public.
    effect: str = "登録はされていません。"  # What is certain about the consents.
