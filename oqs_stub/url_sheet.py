"""The 医療機関別URL to take along: its QR code as a picture, and a sheet to print."""

from __future__ import annotations

import io
from datetime import datetime
from importlib import resources

import segno

from card_profiles import fonts

_QUIET_ZONE = 4  # Modules around the code; ISO/IEC 18004 asks for four.
_SHEET_QR_MM = 90.0


def qr_svg(url: str) -> str:
    """The QR code of *url* as an inline SVG element without a fixed size."""
    return segno.make(url, error="m", micro=False).svg_inline(
        border=_QUIET_ZONE, omitsize=True, light="#fff", svgclass="qr", lineclass=None
    )


def qr_png(url: str) -> bytes:
    """The QR code of *url* as a PNG, large enough to print."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="png", scale=8, border=_QUIET_ZONE
    )
    return out.getvalue()


def sheet_pdf(
    *, institution: str, code: str, kind: str, url: str, now: datetime
) -> bytes:
    """One A4 page with the institution's name, the kind of URL, the code and the URL.

    *now* is the date the document carries. Takes about half a second, for the
    font's sake.
    """
    from fpdf import FPDF
    from fpdf.enums import Align, XPos, YPos

    pdf = FPDF(format="A4")
    pdf.set_creation_date(now)
    pdf.set_title(f"医療機関別URL {kind}")
    pdf.set_margin(20)
    with resources.as_file(fonts.regular()) as path:
        pdf.add_font("VLGothic", fname=path)
    pdf.add_page()

    def line(text: str, *, size: float, height: float) -> None:
        pdf.set_font("VLGothic", size=size)
        pdf.multi_cell(
            0,
            height,
            text,
            align=Align.C,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    line("エミュレーター用（実在の医療機関ではありません）", size=11, height=8)
    pdf.ln(10)
    line(institution, size=24, height=13)
    line(f"医療機関コード {code}", size=12, height=9)
    pdf.ln(6)
    line(f"受付用 二次元コード（{kind}）", size=18, height=11)
    pdf.ln(4)
    pdf.image(
        io.BytesIO(qr_png(url)), x=Align.C, w=_SHEET_QR_MM, h=_SHEET_QR_MM, alt_text=url
    )
    pdf.ln(6)
    line(url, size=10, height=7)
    pdf.ln(6)
    line(
        "職員：この二次元コードを訪問先の端末で読み取り、表示されたページを"
        "ブックマークしてください。URLを変更すると、この紙は使えなくなります。",
        size=12,
        height=8,
    )
    return bytes(pdf.output())
