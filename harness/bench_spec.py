"""A bench file: which driver stands in for each layer, and with what options."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib import resources
from pathlib import Path

from card_profiles.machine_words import file_reason
from card_profiles.syntax_words import toml_reason

from .card_conditions import CardConditions, ConditionsError, ConditionTexts
from .server_conditions import ServerConditions

LAYERS = ("card", "reader", "phone", "app", "server", "clinic")

DRIVERS: Mapping[str, tuple[str, ...]] = {
    "card": ("virtual", "vpcd", "physical"),
    "reader": ("none", "pcsc"),
    "phone": ("html",),
    "app": ("stand-in",),
    "server": ("stub",),
    "clinic": ("reference",),
}

CARD_KEYS = frozenset(
    {
        "certificate_serial",
        "persona",
        "expendable",
        "fault",
        "timing",
        "behaviour",
        "fault_seed",
    }
)
"""What [card] may say: of a real card the first three, of a virtual one the others."""

SERVER_KEYS = frozenset({"addresses", "drift", "fault", "fault_seed"})
"""What [server] may say."""


ADDRESSES = ("prefectures", "invented")
"""Where generated people live: all over Japan, or 架空県; the first by default."""


class BenchError(ValueError):
    """A bench file that cannot be read, or a mix of layers that cannot work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSpec:
    """One bench file, checked. `options` holds the tables named like a layer.

    `conditions` are what the keys of [card] say of its faults and its speed,
    `server_conditions` what those of [server] say of faults and message drift.
    """

    name: str
    title: str
    layers: Mapping[str, str]
    options: Mapping[str, Mapping[str, object]]
    conditions: CardConditions = field(default_factory=CardConditions)
    server_conditions: ServerConditions = field(default_factory=ServerConditions)

    def under(self, conditions: CardConditions) -> BenchSpec:
        """Return the bench with *conditions* of its card added to its own.

        Raises `BenchError` for a real card: it has none but its own.
        """
        if not conditions.usual and not self.fictitious_cards:
            raise BenchError(
                "実カードのベンチでは、カードの障害・速さ・動作を変えられません。"
                "仮想カードのベンチ（virtual、vpcd）で試してください。"
            )
        return replace(self, conditions=self.conditions.then(conditions))

    def serving(self, conditions: ServerConditions) -> BenchSpec:
        """Return the bench with *conditions* of its server added to its own."""
        return replace(self, server_conditions=self.server_conditions.then(conditions))

    @property
    def addresses(self) -> str:
        """Where generated people live (`card_profiles.synth.Addresses`)."""
        return self.option("server", "addresses") or ADDRESSES[0]

    @property
    def fictitious_cards(self) -> bool:
        """Whether cards are personas' own: their PINs known, their data nobody's."""
        return self.layers["card"] != "physical"

    def knows_pin_of(self, persona: str) -> bool:
        """Whether that persona's PIN is the card's.

        Of a real card only where the file says whose card it is (`card.persona`):
        presenting any other PIN would spend one of its owner's tries.
        """
        return self.fictitious_cards or self.option("card", "persona") == persona

    def option(self, layer: str, key: str) -> str:
        """Return a layer's option as text; empty where the file leaves it out."""
        return str(self.options.get(layer, {}).get(key, "") or "")

    def flag(self, layer: str, key: str) -> bool:
        """Return a layer's option as true or false; false where it is left out."""
        return self.options.get(layer, {}).get(key) is True


def ready_benches() -> tuple[str, ...]:
    """Return the names of the benches that come with the package."""
    files = resources.files("harness.benches").iterdir()
    return tuple(sorted(f.name[:-5] for f in files if f.name.endswith(".toml")))


def load_bench(name_or_path: str) -> BenchSpec:
    """Read a ready bench by name, or a bench file by path.

    Raises `BenchError` saying what is wrong where, and what would be right.
    """
    if name_or_path in ready_benches():
        text = (resources.files("harness.benches") / f"{name_or_path}.toml").read_text(
            encoding="utf-8"
        )
        return _check(name_or_path, text, where=f"bench {name_or_path!r}")
    path = Path(name_or_path)
    if path.suffix != ".toml":
        ready = ready_benches()
        near = get_close_matches(name_or_path, ready, n=len(ready), cutoff=0.4)
        known = ", ".join([*near, *(name for name in ready if name not in near)])
        raise BenchError(
            f"ベンチ「{name_or_path}」はありません。用意されているベンチ: {known}。"
            "自分のベンチは .toml ファイルのパスで指定してください。"
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BenchError(
            f"ベンチファイル {path} を読めません。{file_reason(error, path)}。"
        ) from error
    return _check(path.stem, text, where=str(path), beside=path.parent)


def _check(
    name: str, text: str, *, where: str, beside: Path | None = None
) -> BenchSpec:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BenchError(
            f"{where}: TOMLとして読めません。{toml_reason(error)}。"
        ) from error
    layers = document.get("layers")
    if not isinstance(layers, dict):
        raise BenchError(f"{where}: [layers] の表が必要です（{', '.join(LAYERS)}）。")
    for layer, driver in layers.items():
        if layer not in DRIVERS:
            raise BenchError(
                f"{where}: layers.{layer} という層はありません。"
                f"層は {', '.join(LAYERS)} です。"
            )
        if driver not in DRIVERS[layer]:
            raise BenchError(
                f"{where}: layers.{layer} = {driver!r} は使えません。"
                f"使えるもの: {', '.join(DRIVERS[layer])}。"
            )
    missing = [layer for layer in LAYERS if layer not in layers]
    if missing:
        raise BenchError(f"{where}: [layers] に {', '.join(missing)} がありません。")
    _refuse_impossible_mix(layers, where=where)
    options = {
        key: value
        for key, value in document.items()
        if key in DRIVERS and isinstance(value, dict)
    }
    unknown = set(document) - {"title", "layers"} - set(options)
    if unknown:
        raise BenchError(
            f"{where}: {', '.join(sorted(unknown))} は知らない項目です。"
            f"title、layers と層の名前（{', '.join(LAYERS)}）だけが書けます。"
        )
    spec = BenchSpec(
        name=name,
        title=str(document.get("title", name)),
        layers=dict(layers),
        options=options,
    )
    try:
        spec = spec.serving(
            _server_conditions(options.get("server", {})).read(beside=beside)
        )
    except ConditionsError as error:
        raise BenchError(f"{where}: server.{error.key}: {error}") from error
    try:
        return spec.under(_conditions(options.get("card", {})).read(beside=beside))
    except ConditionsError as error:
        raise BenchError(f"{where}: card.{error.key}: {error}") from error
    except BenchError as error:
        raise BenchError(f"{where}: {error}") from error


def _conditions(card: Mapping[str, object]) -> ConditionTexts:
    """Read what [card] says of faults, timing, behaviour and their seed."""
    _refuse_unknown(card, CARD_KEYS)
    return ConditionTexts(
        faults=_texts(card, "fault"),
        timing=_text(card, "timing"),
        behaviour=_text(card, "behaviour"),
        seed=_seed(card),
    )


def _server_conditions(server: Mapping[str, object]) -> ServerConditions:
    """Read what [server] says of faults, drift and their seed; check the rest."""
    _refuse_unknown(server, SERVER_KEYS)
    if server.get("addresses", ADDRESSES[0]) not in ADDRESSES:
        raise ConditionsError(
            "addresses",
            f"{'、'.join(ADDRESSES)} のどれかにしてください"
            f"（いまの値: {server['addresses']!r}）。",
        )
    return ServerConditions(
        faults=_texts(server, "fault"),
        drifts=_texts(server, "drift"),
        seed=_seed(server),
    )


def _refuse_unknown(table: Mapping[str, object], known: frozenset[str]) -> None:
    """A slip in a key must not make a bench without its faults."""
    unknown = sorted(set(table) - known)
    if unknown:
        raise ConditionsError(
            unknown[0], f"知らない項目です。書けるもの: {', '.join(sorted(known))}"
        )


def _texts(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    given = table.get(key, [])
    listed = given if isinstance(given, list) else [given]
    texts = tuple(one for one in listed if isinstance(one, str))
    if len(texts) < len(listed):
        raise ConditionsError(
            key, f"文字列か、文字列のリストにしてください（いまの値: {given!r}）。"
        )
    return texts


def _seed(table: Mapping[str, object]) -> int | None:
    seed = table.get("fault_seed")
    if seed is None:
        return None
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ConditionsError(
            "fault_seed", f"0以上の整数にしてください（いまの値: {seed!r}）。"
        )
    return seed


def _text(card: Mapping[str, object], key: str) -> str:
    value = card.get(key, "")
    if not isinstance(value, str):
        raise ConditionsError(key, f"文字列にしてください（いまの値: {value!r}）。")
    return value


def _refuse_impossible_mix(layers: Mapping[str, str], *, where: str) -> None:
    card, reader = layers["card"], layers["reader"]
    if card == "virtual" and reader != "none":
        raise BenchError(
            f'{where}: card = "virtual" はリーダーを通りません（reader = "none"）。'
            'PC/SCのリーダー越しに仮想カードを読むには card = "vpcd" にしてください。'
        )
    if card != "virtual" and reader == "none":
        raise BenchError(
            f'{where}: card = {card!r} はPC/SCのリーダーが要ります（reader = "pcsc"）。'
        )
