"""What the machine says in English (system, codecs), said in Japanese.

Users read it within messages of ours. What is not known here is left as it came, for
a search engine finds that, and nobody finds our guess.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

_SYSTEM: Final[Mapping[int, str]] = MappingProxyType(
    {  # Not every system has all of them.
        getattr(errno, name): words
        for name, words in {
            "ENOENT": "ファイルがありません",
            "EACCES": "権限がありません",
            "EPERM": "許可されていません",
            "EISDIR": "ディレクトリーです",
            "ENOTDIR": "途中にディレクトリーでないものがあります",
            "ENOTEMPTY": "ディレクトリーが空ではありません",
            "EEXIST": "同じ名前のものがすでにあります",
            "ENOSPC": "空き容量がありません",
            "EDQUOT": "割り当てられた容量を使い切っています",
            "EFBIG": "ファイルが大きすぎます",
            "EROFS": "読み取り専用の場所です",
            "ENAMETOOLONG": "名前が長すぎます",
            "ELOOP": "シンボリックリンクがたどれません",
            "EXDEV": "別のボリュームにあります",
            "EBUSY": "ほかのプログラムが使っています",
            "ETXTBSY": "ほかのプログラムが使っています",
            "EMFILE": "開いているファイルが多すぎます",
            "ENFILE": "この機械で開いているファイルが多すぎます",
            "EIO": "ディスクか共有フォルダーが応答しません",
            "ESTALE": "共有フォルダーがつなぎ直されています",
            "EADDRINUSE": "そのアドレスとポートは使われています",
            "EADDRNOTAVAIL": "そのアドレスはこの機械にありません",
            "ECONNREFUSED": "接続を断られました",
            "ECONNRESET": "接続が相手から切られました",
            "ETIMEDOUT": "時間内に応答がありません",
            "EHOSTUNREACH": "その相手までの経路がありません",
            "ENETUNREACH": "そのネットワークまでの経路がありません",
        }.items()
        if hasattr(errno, name)
    }
)
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {  # Of getaddrinfo; the numbers differ between systems, the sentences do not.
        "Name or service not known": "その名前の機械は見つかりません",
        "nodename nor servname provided, or not known": (
            "その名前の機械は見つかりません"
        ),
        "No address associated with hostname": "その名前にはアドレスがありません",
        "Temporary failure in name resolution": (
            "名前を調べられません（DNSが答えません）"
        ),
    }
)
_NUMBER = re.compile(r"\[(?:Errno|WinError) -?\d+\] ")
_UNDECODABLE = re.compile(
    r"'[\w-]+' codec can't decode (?:byte 0x[0-9a-f]+|bytes) in position (\d+)[^:]*: "
    r"[a-z ]+"
)


def system_reason(error: OSError) -> str:
    """Why the system refused: "空き容量がありません"; never empty."""
    known = _SYSTEM.get(error.errno or 0)
    if known is not None:
        return known
    said = error.strerror or str(error) or type(error).__name__
    return next((words for name, words in _NAMES.items() if name in said), said)


def in_japanese(message: str) -> str:
    """Put what the system and codecs said within *message* in Japanese."""
    message = _UNDECODABLE.sub(
        lambda found: f"{int(found[1]) + 1}バイト目がUTF-8の文字ではありません",
        _NUMBER.sub("", message),
    )
    for number, words in _SYSTEM.items():
        message = message.replace(os.strerror(number), words)
    for said, words in _NAMES.items():
        message = message.replace(said, words)
    return message


def text_reason(error: UnicodeDecodeError) -> str:
    """Where a text is not UTF-8, by line and byte, and what to do."""
    before = bytes(error.object[: error.start])
    line = before.count(b"\n") + 1
    byte = error.start - (before.rfind(b"\n") + 1) + 1
    return (
        f"{line}行目の{byte}バイト目がUTF-8の文字ではありません。"
        "UTF-8で保存し直してください"
    )


def file_reason(error: OSError | UnicodeDecodeError | ValueError, path: Path) -> str:
    """Why the text file *path* cannot be read; a missing one is named in full.

    *error* is what opening, decoding or `tomllib` raised.
    """
    if isinstance(error, OSError):
        reason = system_reason(error)
        if error.errno == errno.ENOENT:
            return f"{reason}（探した場所: {path.absolute()}）"
        return reason
    if isinstance(error, UnicodeDecodeError):
        return text_reason(error)
    from .syntax_words import toml_reason  # Hardly ever wanted, and not light.

    return f"TOMLの書き方ではありません（{toml_reason(error)}）"
