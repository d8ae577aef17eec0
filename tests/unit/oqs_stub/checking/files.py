"""A request and an answer without a fault, to be spoilt by each test."""

from __future__ import annotations

from oqs_stub.checking import CheckedFile, check_file

NAME = "OQSsiquc01req_202604100001.xml"
REQUEST = """\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<XmlMsg>
<MessageHeader>
<QualificationConfirmationDate>20260410</QualificationConfirmationDate>
<MedicalInstitutionCode>9930000014</MedicalInstitutionCode>
</MessageHeader>
<MessageBody>
<QualificationConfirmSearchInfo>
<InsurerNumber>01990019</InsurerNumber>
<InsuredIdentificationNumber>0000123</InsuredIdentificationNumber>
<Birthdate>19800217</Birthdate>
<LimitApplicationCertificateRelatedConsFlg>1</LimitApplicationCertificateRelatedConsFlg>
</QualificationConfirmSearchInfo>
</MessageBody>
</XmlMsg>
"""
ANSWER_NAME = "OQSmuhvq02res_1.xml"
ANSWER = """\
<?xml version="1.0" encoding="Shift_JIS" standalone="no"?>
<XmlMsg>
<MessageHeader>
<ProcessExecutionTime>20260410100000</ProcessExecutionTime>
<SegmentOfResult>1</SegmentOfResult>
<NumberOfProcessingResult>1</NumberOfProcessingResult>
<CharacterCodeIdentifier>1</CharacterCodeIdentifier>
</MessageHeader>
<MessageBody>
<BulkConfirmUnit><ProcessingResultStatus>1</ProcessingResultStatus></BulkConfirmUnit>
</MessageBody>
</XmlMsg>
"""
SEARCH = "XmlMsg/MessageBody/QualificationConfirmSearchInfo"


def check(text: str, name: str = NAME, *, codec: str = "utf-8") -> CheckedFile:
    return check_file(name, text.encode(codec))
