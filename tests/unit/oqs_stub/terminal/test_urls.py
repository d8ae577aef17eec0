"""The institution's two URLs, their pictures, and changing them."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from oqs_stub.stub import Stub

from .staff import DENTAL, HOME, log_in, post, press_ok, soup


def test_both_urls_are_shown_and_open_the_page(web: FlaskClient) -> None:
    log_in(web)
    page = soup(web.get("/terminal/urls"))

    urls = {link["data-url"]: link.get_text() for link in page.select("a[data-url]")}

    assert set(urls) == {"hv", "on"}
    assert urls["hv"].startswith("http://localhost/zaitaku/hv/")
    assert urls["on"].startswith("http://localhost/zaitaku/on/")
    for url in urls.values():
        assert web.get(url).status_code == 200
    assert len(page.select("svg.qr")) == 2


def test_the_pictures_and_the_sheet_can_be_downloaded(web: FlaskClient) -> None:
    log_in(web)

    png = web.get("/terminal/urls/on.png")
    pdf = web.get("/terminal/urls/hv.pdf")

    assert png.data.startswith(b"\x89PNG\r\n")
    assert png.mimetype == "image/png"
    assert pdf.data.startswith(b"%PDF-")
    assert f"{DENTAL}_hv.pdf" in pdf.headers["Content-Disposition"]


def test_a_changed_url_kills_the_old_one(web: FlaskClient, stub: Stub) -> None:
    log_in(web)
    old = stub.institutions.url_token(DENTAL, HOME)

    confirm = post(web, "/terminal/urls/hv/change")
    untouched = stub.institutions.url_token(DENTAL, HOME)
    done = press_ok(web, confirm)

    assert untouched == old
    assert "変更しました" in done.text
    assert web.get(f"/zaitaku/hv/{old}").status_code == 404
    new = re.search(r'data-url="hv">([^<]+)<', done.text)
    assert new is not None
    assert web.get(new[1]).status_code == 200


@pytest.mark.parametrize("kind", ["hv", "on"])
def test_a_phone_reads_the_url_from_the_picture_and_from_the_printed_sheet(
    web: FlaskClient, kind: str
) -> None:
    log_in(web)
    link = soup(web.get("/terminal/urls")).select_one(f"a[data-url={kind}]")
    assert link is not None

    picture = Image.open(io.BytesIO(web.get(f"/terminal/urls/{kind}.png").data))
    document = pypdfium2.PdfDocument(web.get(f"/terminal/urls/{kind}.pdf").data)
    (printed,) = [page.render(scale=2).to_pil() for page in document]
    document.close()

    for seen in (picture, printed):
        (code,) = zxingcpp.read_barcodes(seen.convert("L"))
        assert code.text == link.get_text()
        assert web.get(code.text).status_code == 200
