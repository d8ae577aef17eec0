"""Files that are small outside and large, deep or broken inside."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oqs_stub.checking import CheckedFile, check_file
from oqs_stub.checking.check import LARGEST

from ..checking.files import ANSWER, NAME, REQUEST

ZIP_NAME = "OQSmuhvq02res_1.zip"
INSIDE = "OQSmuhvq02res_1.xml"
SECONDS = 5.0
"""Of the processor: many times what refusing takes, and little of what a bomb takes."""

MIB = 1 << 20

LAUGHS = "".join(
    f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10)
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
XML = {
    "billion laughs": f'{HEAD}<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>',
    "quadratic blow-up": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>'
    + "&a;" * 50_000
    + "</x>",
    "a file of this machine": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    "<x>&e;</x>",
    "a document type elsewhere": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x"><x/>',
    "parameter entities": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hosts">%p;]>'
    "<x/>",
    "very deep": "<a>" * 100_000,
    "very many": "<a>" + "<b>1</b>" * 200_001 + "</a>",
    "attributes": "<XmlMsg "
    + " ".join(f'a{number}="1"' for number in range(50_000))
    + "/>",
    "one long attribute": f'<XmlMsg a="{"x" * 10_000_000}"/>',
    "one long name": f"<{'x' * 10_000_000}/>",
    "huge text": f"<XmlMsg>{'x' * 17_000_000}</XmlMsg>",
    "a declaration without end": "<?xml " + "?" * 10_000_000,
    "comments": "<XmlMsg>" + "<!---->" * 200_000 + "</XmlMsg>",
    "instructions": "<XmlMsg>" + "<?a?>" * 200_000 + "</XmlMsg>",
    "character references": "<XmlMsg>" + "&#x20;" * 200_000 + "</XmlMsg>",
    "CDATA": "<XmlMsg>" + "<![CDATA[]]>" * 200_000 + "</XmlMsg>",
}


def refused(name: str, data: bytes) -> CheckedFile:
    """Check it as `mynabench oqs check` does: soon, in bounds, with a finding."""
    began = time.process_time()
    found = check_file(name, data)
    taken = time.process_time() - began
    assert found.findings, "nothing was found wrong with it"
    assert taken < SECONDS, f"{taken:.1f} s"
    return found


@pytest.mark.parametrize("text", XML.values(), ids=XML.keys())
def test_a_harmful_xml_is_refused_soon(text: str) -> None:
    found = refused(NAME, text.encode())

    said = " ".join(f"{one.expected} {one.came}" for one in found.findings)
    assert "root:" not in said
    assert len(said) < 2_000


def packed(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        pytest.param(zipfile.ZIP_DEFLATED, "バイト以内のXML", id="deflate"),
        # Python's reader unpacks these without a bound, whatever one asks for.
        pytest.param(zipfile.ZIP_BZIP2, "無圧縮かDeflate", id="bzip2"),
        pytest.param(zipfile.ZIP_LZMA, "無圧縮かDeflate", id="lzma"),
    ],
)
def test_a_zip_is_not_unpacked_further_than_a_message_goes(
    method: int, expected: str
) -> None:
    bomb = packed({INSIDE: b" " * (LARGEST + 16 * MIB)}, method)
    assert len(bomb) < MIB

    tracemalloc.start()
    found = refused(ZIP_NAME, bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 2.5 * LARGEST, f"{most / MIB:.0f} MiB"
    assert expected in found.findings[0].expected


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param({f"{number}.xml": b"" for number in range(2_000)}, id="many"),
        pytest.param({"../../../../tmp/OQSmuhvq02res_1.xml": b"x"}, id="climbing"),
        pytest.param({"/etc/OQSmuhvq02res_1.xml": b"x"}, id="absolute"),
        pytest.param({"C:\\OQSmuhvq02res_1.xml": b"x"}, id="drive"),
        pytest.param({INSIDE: packed({INSIDE: b" " * MIB})}, id="zip in zip"),
        pytest.param({INSIDE + "/": b""}, id="folder"),
    ],
)
def test_a_zip_with_something_else_in_it_is_refused(entries: dict[str, bytes]) -> None:
    refused(ZIP_NAME, packed(entries))


WHOLE = {
    method: packed({INSIDE: ANSWER.encode("cp932")}, method)
    for method in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
        zipfile.ZIP_BZIP2,
        zipfile.ZIP_LZMA,
    )
}
ANY_FILE = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck)
)


@ANY_FILE
@given(
    method=st.sampled_from(sorted(WHOLE)),
    changes=st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6
    ),
    cut=st.none() | st.integers(0, 2_000),
)
def test_a_damaged_zip_is_a_finding_and_never_a_crash(
    method: int, changes: list[tuple[int, int]], cut: int | None
) -> None:
    damaged = bytearray(WHOLE[method])
    for at, value in changes:
        damaged[at % len(damaged)] = value

    check_file(ZIP_NAME, bytes(damaged[:cut]))


@ANY_FILE
@given(
    name=st.sampled_from(
        [
            NAME,
            ZIP_NAME,
            "OQSsihvq01req_1.xml",
            "OQSsiquc01req_1.err",
            "YZKsiquc01res_1.pdf",
            "TKKsiquc01res_1.xml",
        ]
    ),
    data=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.tuples(st.integers(0, len(REQUEST)), st.binary(max_size=4)).map(
        lambda spoilt: (
            REQUEST.encode()[: spoilt[0]] + spoilt[1] + REQUEST.encode()[spoilt[0] :]
        )
    ),
)
def test_any_bytes_under_any_name_are_findings_and_never_a_crash(
    name: str, data: bytes
) -> None:
    check_file(name, data)
