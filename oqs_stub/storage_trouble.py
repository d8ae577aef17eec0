"""What people are told where database or disk cannot be used for a while."""

from __future__ import annotations

from .database.trouble import Trouble
from .notices import Notice

_AGAIN = (
    "職員：しばらく待って、もう一度お試しください。登録の途中だったときは、"
    "同じURLから開き直して、登録されているかを確かめてください。"
)
_REMEDIES = {
    Trouble.AWAY: "PostgreSQL のサーバーかファイルの置き場所を確かめてください。",
    Trouble.FULL: (
        "ディスクの空きを増やしてください。空いているときは、容量の割り当てとファイルの"
        "大きさの上限を確かめてください。"
    ),
    Trouble.LOCKED: "同じデータベースを使うほかのプログラムを確かめてください。",
    Trouble.FILES: (
        "--data に指定した場所（ディスクと権限）を確かめてください。"
        "スタブの記録（ログ）に理由があります。"
    ),
    Trouble.READ_ONLY: "書き込みの権限と、サーバーが予備系でないかを確かめてください。",
}


def remedy(trouble: Trouble) -> str:
    """What whoever runs the stub can do about it."""
    return _REMEDIES[trouble]


def notice(trouble: Trouble) -> Notice:
    """What the pages and the apps say of it."""
    return Notice(
        heading="いまは処理できません",
        message=f"このエミュレーターの{trouble}。",
        next_steps=(_AGAIN, f"運用する人：{remedy(trouble)}"),
        status=503,
        effect="確認の画面が出ていない登録は、されたかどうかまだ分かりません。",
    )
