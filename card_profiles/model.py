"""Who a persona is: the person, the card, the insurance, and what should happen.

Every other room derives what it needs from these values: the emulator builds the
card, the stub builds the insured person, the harness builds what to expect.
All dates are already absolute here; the loader has applied the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .history import Dispensing as Dispensing
from .history import Drug as Drug
from .history import HealthCheckup, Treatment

ADDRESS_LIMIT = 200
"""Characters of an address that a signing certificate can carry [M]."""

DEFAULT_OCSP_URL = "http://ocsp.jpki-test.invalid/"
"""Under .invalid, so nothing can ask it: relying parties configure their responder."""


class Sex(StrEnum):
    """性別, OQSCD007 (facts of the folder interface). The card writes ISO 5218."""

    MALE = "1"
    FEMALE = "2"
    UNSPECIFIED = "3"


class CardClassification(StrEnum):
    """被保険者証区分, OQSCD010."""

    GENERAL = "01"
    RETIRED = "02"
    SHORT_TERM_GENERAL = "03"
    SHORT_TERM_RETIRED = "04"
    SPECIAL_MEDICAL_EXPENSES = "05"
    SPECIAL_RETIRED = "06"
    SELF_DEFENCE = "07"
    MEDICAL_AID = "A1"


class CardForm(StrEnum):
    """What the card is: the usual one, one without PINs, a phone, or damaged."""

    PLASTIC = "plastic"
    FACE_ONLY = "face-only"  # 顔認証マイナンバーカード: no PIN is set.
    ANDROID = "android"  # スマホ用電子証明書, GP-SE.
    IPHONE = "iphone"  # マイナンバーカード in the Wallet.
    BLANK = "blank"  # Not personalised: no application answers.
    UNRESPONSIVE = "unresponsive"  # The chip is broken.


class CardInterface(StrEnum):
    """By which side the reader meets the card."""

    CONTACTLESS = "contactless"
    CONTACT = "contact"


class CertificateForm(StrEnum):
    """How the holder's certificates are built where public findings differ."""

    STANDARD = "standard"  # As the profile is described by several findings.
    TEST_CARD = "test-card"  # As on the one JPKI test card whose dump is public.


class Relation(StrEnum):
    """本人・家族の別, OQSCD009."""

    INSURED = "1"
    FAMILY = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who does not exist; every number comes from a reserved block.

    A foreign resident's names are those of the residence record, in full-width
    capitals; the given name may be several words with full-width spaces between.
    """

    family_name: str
    given_name: str
    family_name_kana: str  # Full-width katakana.
    given_name_kana: str
    birthdate: date
    sex: Sex
    post_number: str  # "999-0001"
    address: str
    municipality_code: str  # 全国地方公共団体コード, 5 digits, 99nnn.
    municipality_romaji: str  # Subject L of the signing certificate.
    individual_number: str  # 個人番号, 12 digits.
    alias: str | None = None  # 通称 of a foreign resident.
    substitutes: tuple[tuple[str, str], ...] = ()
    """Characters, and what the signing certificate has in their place (代替文字),
    beyond those the CA replaces for everybody."""

    @property
    def printed_name(self) -> str:
        """The name as the card and the signing certificate have it.

        A 通称 follows in full-width parentheses, as on the face of a card; how the
        chip's text and the certificate join the two is not public [D].
        """
        return self.name if self.alias is None else f"{self.name}（{self.alias}）"

    @property
    def name(self) -> str:
        """Family and given name with one full-width space between them."""
        return f"{self.family_name}\u3000{self.given_name}"

    @property
    def name_kana(self) -> str:
        """Kana of the name with one full-width space between the parts."""
        return f"{self.family_name_kana}\u3000{self.given_name_kana}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePlan:
    """One certificate the card carries: its serial number and its life."""

    serial_number: int
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    on_phone: bool = False  # スマホ用電子証明書, under a policy of its own.
    form: CertificateForm = CertificateForm.STANDARD
    ocsp_url: str = DEFAULT_OCSP_URL  # In AIA; without one there is no AIA.
    has_eku: bool = True  # A 署名用 one has none anyway.


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlan:
    """How the card is personalised and in what state its owner holds it.

    A PIN left empty is the same as `auth_pin`, as most people choose. Tries are
    those left when the story begins; None is the card's full limit, which for
    照合番号 and 生年月日 is not public and so is the card's parameter.
    """

    auth_pin: str  # 利用者証明用, 4 digits. FACE_ONLY: what somebody might type.
    sign_password: str  # 署名用; empty when none was set.
    serial: str  # 製造番号, 15 digits.
    security_code: str  # 4 digits printed on the face.
    issued_on: date
    expires_on: date
    auth_certificate: CertificatePlan
    sign_certificate: CertificatePlan | None
    auth_tries_left: int = 3
    sign_tries_left: int = 5
    support_pin: str = ""  # 券面事項入力補助用, 4 digits.
    support_tries_left: int = 3
    juki_pin: str = ""  # 住民基本台帳用, 4 digits.
    juki_tries_left: int = 3
    common_pin: str = ""  # 共通カードAP 001C, 4 digits [D].
    common_tries_left: int = 3
    number_a_tries_left: int | None = None
    number_b_tries_left: int | None = None
    birthdate_key_tries_left: int | None = None
    form: CardForm = CardForm.PLASTIC
    interface: CardInterface = CardInterface.CONTACTLESS
    atr: str = ""  # Name of a variant of the emulator; "": the interface's default.
    certificates: CertificateForm = CertificateForm.STANDARD

    def __post_init__(self) -> None:
        for name in ("support_pin", "juki_pin", "common_pin"):
            if not getattr(self, name):
                object.__setattr__(self, name, self.auth_pin)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElderlyRecipient:
    """高齢受給者証 (age 70 to 74)."""

    issued_on: date
    valid_from: date
    valid_until: date | None
    contribution_ratio: str  # "010", "020", "030" (percent).


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCertificate:
    """限度額適用認定証."""

    classification: str  # OQSCD011
    classification_flag: str  # OQSCD012
    issued_on: date
    valid_from: date
    valid_until: date | None
    long_term_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificDisease:
    """特定疾病療養受療証, one line."""

    category: str  # OQSCD013
    issued_on: date
    valid_from: date
    valid_until: date | None
    self_pay: int  # Yen a month.


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalTicket:
    """医療券・調剤券 of a person on 医療扶助; codes as in `MedicalTicketInfo`."""

    ticket_type: str  # OQSCD018
    valid_from: date
    valid_until: date
    issue_number: str
    treatment_month: str  # YYYYMM
    institution_code: str
    institution_name: str
    treatment_type: str  # OQSCD019
    self_pay: int
    single_or_combined: str  # OQSCD020
    injuries: tuple[str, ...] = ()
    prescriber_code: str | None = None  # 処方箋発行元; of a 調剤券.
    prescriber_name: str | None = None
    district_contact: str | None = None  # 地区担当員名
    handling_contact: str | None = None  # 取扱担当者名
    inconsistent: bool = False  # 社会保険状況に不整合あり, OQSCD022.
    infection: bool = False  # 感染症法37条の2
    late_elderly: bool = False  # 後期高齢者医療
    prefectural: bool = False  # 都道府県費
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One 資格: what one insurer (or welfare office) says of the person."""

    classification: CardClassification
    insurer_number: str  # 6 or 8 digits; 公費負担者番号 for 医療扶助.
    insurer_name: str
    symbol: str | None
    number: str
    branch: str | None  # None for 後期高齢者医療 and 公費.
    relation: Relation
    insured_name: str
    qualified_on: date
    issued_on: date
    valid_from: date
    valid_until: date | None = None
    lost_on: date | None = None
    reason_of_loss: str | None = None  # OQSCD008
    contribution_ratio: str | None = None  # 後期高齢者 only.
    preschool: bool = False
    elderly: ElderlyRecipient | None = None
    limit: LimitCertificate | None = None
    specific_diseases: tuple[SpecificDisease, ...] = ()
    tickets: tuple[MedicalTicket, ...] = ()
    registered_on: date | None = None
    """The day from which オンライン資格確認 knows of it, where insurers were late."""

    def covers(self, day: date) -> bool:
        """Tell whether the coverage is in force on *day*.

        The day of loss (資格喪失年月日) is the first day without cover.
        """
        if day < self.valid_from or (self.lost_on is not None and day >= self.lost_on):
            return False
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a first home visit of this persona must come to on a healthy bench."""

    outcome: str  # "registered" or "refused"
    reason: str | None  # A reason code, or None when registered.
    validity: str | None  # QualificationValidity the clinic reads, or None.


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One person with everything that follows from being that person."""

    name: str  # The file's stem: "hanako".
    story: str  # One sentence, Japanese.
    story_en: str  # The same in English.
    person: Person
    card: CardPlan
    coverages: tuple[Coverage, ...]
    insurance_use_registered: bool  # 健康保険証利用の登録
    dispensings: tuple[Dispensing, ...]
    expect: Expectation
    card_lines: tuple[tuple[str, str], ...] = ()
    """What its file says of person and card, dates as written; see `as_written`."""
    checkups: tuple[HealthCheckup, ...] = ()
    treatments: tuple[Treatment, ...] = ()
