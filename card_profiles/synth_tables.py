"""The tables generated people are drawn from: rare names, foreign names, drugs."""

from __future__ import annotations

from typing import Final, NamedTuple

from .model import Drug


class Institution(NamedTuple):
    """An institution of the default configuration, by its code."""

    code: str
    name: str


RARE_FAMILY_NAMES: Final = (
    ("髙橋", "タカハシ"),
    ("髙木", "タカギ"),
    ("髙田", "タカダ"),
    ("山﨑", "ヤマザキ"),
    ("宮﨑", "ミヤザキ"),
    ("岡﨑", "オカザキ"),
    ("𠮷田", "ヨシダ"),
    ("𠮷川", "ヨシカワ"),
    ("𠮷村", "ヨシムラ"),
)

FOREIGN_FAMILY_NAMES: Final = (
    ("ＭＩＨＯＮＳＴＥＩＮＢＥＲＧＥＲ", "ミホンシュタインベルガー"),
    ("ＫＡＫＵＵＬＡＮＤＥＲＳＳＯＮ", "カクウランデルソン"),
    ("ＲＥＩＪＩＧＵＮＡＷＡＲＤＨＡＮＡ", "レイジグナワルダナ"),
    ("ＤＥ－ＥＪＥＭＰＬＯ", "デエヘンプロ"),
)
FOREIGN_NAMES_OF_MEN: Final = (
    ("ＡＬＥＸＡＮＤＥＲ", "アレクサンダー"),
    ("ＭＡＸＩＭＩＬＩＡＮ", "マクシミリアン"),
    ("ＢＡＲＴＨＯＬＯＭＥＷ", "バーソロミュー"),
    ("ＪＯＳＥ", "ホセ"),
    ("ＶＡＮ", "ヴァン"),
)
FOREIGN_NAMES_OF_WOMEN: Final = (
    ("ＡＬＥＸＡＮＤＲＡ", "アレクサンドラ"),
    ("ＭＡＲＩＡ", "マリア"),
    ("ＣＬＥＭＥＮＴＩＮＥ", "クレメンティーヌ"),
    ("ＴＨＩ", "ティ"),
    ("ＥＬＩＳＡＢＥＴＨ", "エリーザベト"),
)
LONG_BUILDINGS: Final = (
    "見本ニュータウン第三期分譲地区ガーデンレジデンスイーストタワー",
    "サービス付き高齢者向け住宅架空の里かりそめ館西棟ふれあいフロアー",
    "例示マンションサウスウイング別館アネックスパークサイドテラス中央",
)

PHARMACY: Final = Institution("9940000012", "マイナベンチ薬局")
CLINIC: Final = Institution("9910000018", "マイナベンチ在宅クリニック")

DRUGS: Final = (
    Drug(
        code="699990001",
        name="ミホンジピン錠５ｍｇ",
        ingredient="ミホンジピンベシル酸塩錠",
        quantity="1",
        unit="錠",
        times="28",
        usage="１日１回朝食後服用",
    ),
    Drug(
        code="699990002",
        name="ミホンスタチン錠１０ｍｇ",
        ingredient="ミホンスタチンカルシウム錠",
        quantity="1",
        unit="錠",
        times="28",
        usage="１日１回夕食後服用",
    ),
    Drug(
        code="699990005",
        name="ミホンプラゾール錠１０ｍｇ",
        ingredient="ミホンプラゾールナトリウム錠",
        quantity="1",
        unit="錠",
        times="28",
        usage="１日１回就寝前服用",
    ),
    Drug(
        code="699990006",
        name="ミホンセミド錠２０ｍｇ",
        ingredient="ミホンセミド錠",
        quantity="1",
        unit="錠",
        times="28",
        usage="１日１回朝食後服用",
    ),
    Drug(
        code="699990007",
        name="ミホングルコース錠５０ｍｇ",
        ingredient="ミホングリプチン錠",
        quantity="2",
        unit="錠",
        times="28",
        usage="１日２回朝夕食後服用",
    ),
)
