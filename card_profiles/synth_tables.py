"""The tables generated people are drawn from: invented towns, rare names, drugs."""

from __future__ import annotations

from typing import Final, NamedTuple

from .model import Drug


class Town(NamedTuple):
    """A town of 架空県, the prefecture 99 that does not exist."""

    name: str
    romaji: str
    code: str
    post_number: str


class Institution(NamedTuple):
    """An institution of the default configuration, by its code."""

    code: str
    name: str


class AgeBand(NamedTuple):
    """Ages from youngest to oldest, drawn with a weight."""

    youngest: int
    oldest: int
    weight: int


TOWNS: Final = (
    Town("見本市", "Mihon-shi", "99201", "999-0010"),
    Town("例示市", "Reiji-shi", "99202", "999-0020"),
    Town("見本郡架空町", "Kakuu-machi", "99301", "999-0030"),
    Town("見本郡仮設村", "Kasetsu-mura", "99302", "999-0040"),
)
DISTRICTS: Final = ("本町", "旭町", "緑丘", "港町", "北町", "東町", "桜台", "川端")

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

AGE_BANDS: Final = (
    AgeBand(2, 5, 3),
    AgeBand(6, 17, 5),
    AgeBand(18, 69, 32),
    AgeBand(70, 74, 15),
    AgeBand(75, 99, 45),
)

PHARMACY: Final = Institution("9940000012", "見本薬局")
CLINIC: Final = Institution("9910000018", "見本内科クリニック")

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
