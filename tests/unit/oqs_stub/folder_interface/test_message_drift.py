"""Messages as other editions and producers write them, one switch each."""

from __future__ import annotations

import functools
import re

import pytest

from oqs_stub.messages import EXCHANGES, Codec, EligibilityAnswer, Encoding, Message
from oqs_stub.messages.consented import ConsentedResult
from oqs_stub.messages.drift import DRIFTS, Drifted, DriftError

from .sample_messages import sample

_OTHER_CONTENT = {
    "newer-consents",
    "confirmation-key",
    "older-elements",
    "prescription-in-record",
    "result-list-in-bulk",
    "lacking-question",
    "lacking-dropped",
}


def drifting(*names: str, seed: int = 0) -> Codec:
    drifted = Drifted.named(names, seed=seed)
    return Codec(drifting=lambda: drifted)


def written(
    *names: str,
    message: type[Message] = EligibilityAnswer,
    encoding: Encoding = Encoding.UTF_8,
) -> str:
    data = drifting(*names).encode(sample(message), encoding)
    return data.decode("utf-8" if encoding is Encoding.UTF_8 else "cp932")


_KINDS = {kind for one in EXCHANGES for kind in (one.request, one.answer)}
_SHIFT_JIS = ("windows-31j", "lacking-reference")  # The others: UTF-8 says it all.


@functools.cache
def straight(kind: type[Message], encoding: Encoding) -> Message:
    """The sample as it is read where nothing drifts."""
    return Codec().decode(Codec().encode(sample(kind), encoding), kind).message


@pytest.mark.parametrize("drift", sorted(set(DRIFTS) - _OTHER_CONTENT))
def test_what_looks_different_says_the_same(drift: str) -> None:
    encoding = Encoding.SHIFT_JIS if drift in _SHIFT_JIS else Encoding.UTF_8
    for kind in _KINDS:
        message = sample(kind)

        data = drifting(drift).encode(message, encoding)

        told = Codec().decode(data, kind).message
        known = message if drift == "lacking-reference" else straight(kind, encoding)
        assert told == known, kind


def test_without_a_drift_the_sample_is_written_as_the_description_has_it() -> None:
    text = written()

    assert text.index("<InsurerNumber>") < text.index("<InsurerName>")
    assert "DiagnosisNameConsFlg" not in text
    assert "\ufeff" not in text


def test_newer_consents_stand_behind_the_older_ones() -> None:
    text = written("newer-consents")

    assert text.count("<TestInfoConsFlg>0</TestInfoConsFlg>") == 2
    assert (
        text.index("OperationInfoAvailableTime")
        < text.index("DiagnosisNameConsFlg")
        < text.index("PrescriptionInfoAvailableTime")
        < text.index("ReferenceNumber>")
    )


def test_a_confirmation_key_ends_each_record_of_a_face_file_alone() -> None:
    face = sample(EligibilityAnswer)
    codec = drifting("confirmation-key")
    keys = _keys(codec.encode(face, Encoding.UTF_8))

    assert len(set(keys)) == len(keys) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)
    assert keys == _keys(codec.encode(face, Encoding.UTF_8))
    assert _keys(codec.encode(_by_number(face), Encoding.UTF_8)) == []
    assert _keys(Codec().encode(face, Encoding.UTF_8)) == []


def _keys(data: bytes) -> list[str]:
    return re.findall("<QualificationConfirmationKey>(.*?)</", data.decode())


def test_older_elements_have_no_dates_of_cover() -> None:
    text = written("older-elements")

    assert "QualificationDate" not in text.replace("Disqualification", "")
    assert "DisqualificationDate" not in text
    assert "InsuredCardValidDate" in text


def test_another_seed_shuffles_in_another_way() -> None:
    def order(seed: int) -> bytes:
        return drifting("shuffled", seed=seed).encode(
            sample(EligibilityAnswer), Encoding.UTF_8
        )

    straight = Codec().encode(sample(EligibilityAnswer), Encoding.UTF_8)
    assert order(1) == order(1)
    assert len({order(1), order(2), straight}) == 3


def test_only_what_a_face_reader_writes_is_shuffled_if_so_wanted() -> None:
    face = sample(EligibilityAnswer)
    other = _by_number(face)
    codec = drifting("shuffled-faces")

    assert codec.encode(face, Encoding.UTF_8) != Codec().encode(face, Encoding.UTF_8)
    assert codec.encode(other, Encoding.UTF_8) == Codec().encode(other, Encoding.UTF_8)


def _by_number(face: Message) -> Message:
    """The sample, which has 照会区分 1, as an answer to a question by number."""
    header = face.MessageHeader  # type: ignore[attr-defined]  # An EligibilityAnswer.
    other = header.model_copy(update={"ReferenceClassification": "2"})
    return face.model_copy(update={"MessageHeader": other})


@pytest.mark.parametrize(
    ("drift", "has", "lacks"),
    [
        pytest.param("spaced-tags", "<Name >", "<Name>", id="spaced-tags"),
        pytest.param("crlf", "\r\n<Name>", "  <", id="crlf"),
        pytest.param("tabs", "\t<MessageHeader>", "  <", id="tabs"),
        pytest.param("one-line", "><MessageHeader>", "\n", id="one-line"),
        pytest.param("byte-order-mark", "\ufeff<?xml", "\n<?xml", id="bom"),
        pytest.param(
            "unknown-elements",
            "<StubFutureBlock>",
            "\u0000",
            id="unknown-elements",
        ),
    ],
)
def test_a_drift_of_form_is_there_to_see(drift: str, has: str, lacks: str) -> None:
    text = written(drift)

    assert has in text
    assert lacks not in text


@pytest.mark.parametrize(
    ("drift", "shown"),
    [
        pytest.param("empty-elements", "<ErrorCode></ErrorCode>", id="long"),
        pytest.param("self-closing", "<ErrorCode/>", id="short"),
    ],
)
def test_absent_values_are_written_as_empty_ones(drift: str, shown: str) -> None:
    message = sample(EligibilityAnswer)
    header = message.MessageHeader.model_copy(update={"ErrorCode": None})  # type: ignore[attr-defined]  # As above.
    lacking = message.model_copy(update={"MessageHeader": header})

    text = drifting(drift).encode(lacking, Encoding.UTF_8).decode()

    assert shown in text
    assert text.index(shown) < text.index("<ErrorMessage>")


def test_the_form_of_prescription_moves_into_the_records() -> None:
    text = written("prescription-in-record")
    body = text.partition("<MessageBody>")[2]

    assert body.count("<PrescriptionIssueSelect>") == 2
    assert body.index("<ResultList>") < body.index("<PrescriptionIssueSelect>")


@pytest.mark.parametrize(
    "absent", ["MessageBody", "PrescriptionIssueSelect", "ResultList"]
)
@pytest.mark.parametrize("drift", DRIFTS)
def test_a_drift_bears_what_is_absent(drift: str, absent: str) -> None:
    full = sample(EligibilityAnswer)
    assert isinstance(full, EligibilityAnswer)
    assert full.MessageBody is not None
    body = None
    if absent != "MessageBody":
        body = full.MessageBody.model_copy(update={absent: None})
    message = full.model_copy(update={"MessageBody": body})

    data = drifting(drift).encode(message, Encoding.UTF_8)

    told = Codec().decode(data, EligibilityAnswer).message
    assert told.MessageHeader == full.MessageHeader
    assert absent == "MessageBody" or told.MessageBody is not None


def test_without_records_the_form_of_prescription_stays_where_it_is() -> None:
    full = sample(EligibilityAnswer)
    assert isinstance(full, EligibilityAnswer)
    assert full.MessageBody is not None
    body = full.MessageBody.model_copy(update={"ResultList": None})
    message = full.model_copy(update={"MessageBody": body})

    data = drifting("prescription-in-record").encode(message, Encoding.UTF_8)

    assert data.decode().count("<PrescriptionIssueSelect>") == 1


def test_records_of_a_list_are_wrapped() -> None:
    text = written("result-list-in-bulk", message=ConsentedResult)

    assert text.count("<ResultList>") == 2
    assert "<ResultList>" not in written(message=ConsentedResult)


@pytest.mark.parametrize(
    ("drift", "name"),
    [
        pytest.param("lacking-reference", "髙﨑　&#134071;子", id="reference"),
        pytest.param("lacking-question", "髙﨑　?子", id="question"),
        pytest.param("lacking-dropped", "髙﨑　子", id="dropped"),
    ],
)
def test_what_cp932_lacks_is_written_as_wanted(drift: str, name: str) -> None:
    assert f"<Name>{name}</Name>" in written(drift, encoding=Encoding.SHIFT_JIS)
    assert "<Name>髙﨑　●子</Name>" in written(encoding=Encoding.SHIFT_JIS)
    assert "<Name>髙﨑　𠮷子</Name>" in written(drift)


def test_another_name_of_shift_jis_is_declared() -> None:
    text = written("windows-31j", encoding=Encoding.SHIFT_JIS)

    assert text.startswith('<?xml version="1.0" encoding="Windows-31J"')


def test_several_drifts_are_on_together() -> None:
    text = written("空白のあるタグ", "shuffled", "crlf")

    assert "\r\n<Name >" in text


def test_a_drift_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(DriftError, match="shuffled"):
        Drifted.named(["shuffeld"])
