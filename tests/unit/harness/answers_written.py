"""Answers as they come from the national side, for whoever has to read them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from harness.clinic.xml_form import parse

HANAKO = """
<ResultOfQualificationConfirmation>
  <InsuredCardClassification>01</InsuredCardClassification>
  <InsurerNumber>  139999</InsurerNumber>
  <InsuredCardSymbol>１２</InsuredCardSymbol>
  <InsuredIdentificationNumber>345</InsuredIdentificationNumber>
  <InsuredBranchNumber></InsuredBranchNumber>
  <Name>架空　花子</Name>
  <NameKana>ｶｸｳ ﾊﾅｺ</NameKana>
  <Birthdate>19800217</Birthdate>
  <Address>架空県みほん市１</Address>
  <InsuredCardValidDate>20230401</InsuredCardValidDate>
  <InsurerName>架空市</InsurerName>
  <SpecificHealthCheckupsInfoConsFlg>0</SpecificHealthCheckupsInfoConsFlg>
  <PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg>
  <PharmacistsInfoConsTime>20251121093000</PharmacistsInfoConsTime>
  <PharmacistsInfoAvailableTime>20260228235959</PharmacistsInfoAvailableTime>
  <SpecificDiseasesCertificateRelatedConsFlg>1</SpecificDiseasesCertificateRelatedConsFlg>
  <SpecificDiseasesCertificateRelatedConsTime>20251121093000</SpecificDiseasesCertificateRelatedConsTime>
  <ReferenceNumber>000123</ReferenceNumber>
</ResultOfQualificationConfirmation>
"""

AID = """
<ResultOfQualificationConfirmation>
  <InsuredCardClassification>A1</InsuredCardClassification>
  <InsurerNumber>12990016</InsurerNumber>
  <Name>架空　花子</Name><Birthdate>19800217</Birthdate>
  <PublicExpenseResultList><MedicalTicketInfo>
    <TicketType>01</TicketType><StatusOfInfecton>02</StatusOfInfecton>
  </MedicalTicketInfo></PublicExpenseResultList>
</ResultOfQualificationConfirmation>
"""


def xml(text: str) -> ET.Element:
    return parse(text.encode())


def answer(body: str, *, header: str = "<SegmentOfResult>1</SegmentOfResult>") -> str:
    return (
        f"<XmlMsg><MessageHeader>{header}</MessageHeader>"
        f"<MessageBody>{body}</MessageBody></XmlMsg>"
    )


def single(
    records: str, *, validity: str = "1", status: str = "1", more: str = ""
) -> ET.Element:
    return xml(
        answer(
            f"{more}<ProcessingResultStatus>{status}</ProcessingResultStatus>"
            f"<QualificationValidity>{validity}</QualificationValidity>"
            f"<ResultList>{records}</ResultList>"
        )
    )
