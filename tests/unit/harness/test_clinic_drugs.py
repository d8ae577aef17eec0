"""薬剤情報 as the receipt computer reads it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from harness.clinic.drugs import read_medication
from harness.clinic.errors import AnswerError
from harness.clinic.xml_form import parse
from harness.results import ClinicError, DrugLine

BLOCKS = """
<MeTrMonthInf>
  <MeTrDiHNm>みほん薬局</MeTrDiHNm><PrlsHNm>みほん医院</PrlsHNm>
  <DiDateInfs><DiDateInf><DiDate>20251003</DiDate><PrDate>20251002</PrDate><DrugInfs>
    <DrugInf><DrugN>薬Ａ</DrugN><Qua1>3</Qua1><Unit>錠</Unit><Times>5</Times>
      <UsageN>毎食後</UsageN></DrugInf>
    <DrugInf><DrugN>薬Ｂ</DrugN></DrugInf>
  </DrugInfs></DiDateInf></DiDateInfs>
</MeTrMonthInf>
<CzDiInf><CzDiMonthInf>
  <CzMeTrDiHNm>中央薬局</CzMeTrDiHNm>
  <CzDiDateInfs><CzDiDateInf><CzDiDate>20251101</CzDiDate><CzDrugInfs>
    <CzDrugInf><CzDrugN>薬Ｃ</CzDrugN><CzQua1>1</CzQua1><CzUnit>包</CzUnit>
      <CzTimes>7</CzTimes><CzUsageN>寝る前</CzUsageN></CzDrugInf>
  </CzDrugInfs></CzDiDateInf></CzDiDateInfs>
</CzDiMonthInf></CzDiInf>
<ShPrInf><ShPrMonthInf><ShPrDateInfs><ShPrDateInf><ShPrDate>20251120</ShPrDate>
  <ShDrugInfs><ShDrugInf><ShDrugN>処方だけの薬</ShDrugN></ShDrugInf></ShDrugInfs>
</ShPrDateInf></ShPrDateInfs></ShPrMonthInf></ShPrInf>
"""


def answer(body: str, *, header: str = "", code: str = "1") -> ET.Element:
    result = f"<ResultCode>{code}</ResultCode>" if code else ""
    return parse(
        f"<XmlMsg><MessageHeader>{header}{result}<QuaInf><Name>架空　花子</Name>"
        f"</QuaInf></MessageHeader><MessageBody>{body}</MessageBody></XmlMsg>".encode()
    )


def test_dispensed_drugs_are_read_from_claims_and_from_dispensing_results() -> None:
    found = read_medication(answer(BLOCKS))

    assert found.name == "架空　花子"
    assert [line.name for line in found.drugs] == ["薬Ａ", "薬Ｂ", "薬Ｃ"]
    assert found.drugs[0] == DrugLine(
        dispensed_on=date(2025, 10, 3),
        name="薬Ａ",
        quantity="3",
        unit="錠",
        times="5",
        usage="毎食後",
        pharmacy="みほん薬局",
    )
    assert found.drugs[2] == DrugLine(
        dispensed_on=date(2025, 11, 1),
        name="薬Ｃ",
        quantity="1",
        unit="包",
        times="7",
        usage="寝る前",
        pharmacy="中央薬局",
    )


def test_nothing_dispensed_is_an_empty_list() -> None:
    assert read_medication(answer("")).drugs == ()


@pytest.mark.parametrize("place", ["header", "body"])
def test_refusal_is_found_wherever_it_stands(place: str) -> None:
    text = "<MessageContents>同意がありません</MessageContents>"
    refusal = f"<ResultCode>STUB4001</ResultCode>{text}"
    root = (
        answer("", header=refusal, code="")
        if place == "header"
        else answer(refusal, code="")
    )

    with pytest.raises(ClinicError, match="同意がありません") as refused:
        read_medication(root)

    assert (refused.value.level, refused.value.code) == ("person", "STUB4001")


def test_abnormal_end_is_an_error_of_the_message() -> None:
    header = "<SegmentOfResult>9</SegmentOfResult><ErrorCode>STUB1</ErrorCode>"

    with pytest.raises(ClinicError) as refused:
        read_medication(answer("", header=header))

    assert refused.value.level == "message"


def test_answer_without_a_result_code_is_not_a_success() -> None:
    with pytest.raises(AnswerError, match="ResultCode"):
        read_medication(answer(BLOCKS, code=""))


def test_drug_without_a_dispensing_day_breaks_the_interface() -> None:
    with pytest.raises(AnswerError, match="DiDate"):
        read_medication(answer(BLOCKS.replace("20251003", "")))
