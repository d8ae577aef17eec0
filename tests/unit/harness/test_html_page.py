"""The browser without scripts goes where a browser would go."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import pytest

from harness.drivers.html_document import PageError
from harness.drivers.html_page import HTMLPage
from harness.journal import Journal
from harness.ports import TransportError

HOST = "http://127.0.0.1:9"
LAUNCH = "mynabench-app://authenticate?session=s&nonce=n"


class Site:
    """A web site of a few answers; remembers what it was asked."""

    def __init__(self, **pages: httpx.Response | str) -> None:
        self.pages = pages
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        page = self.pages.get(request.url.path.strip("/") or "top")
        if page is None:
            return httpx.Response(404, html="<h1>ありません</h1>")
        return httpx.Response(200, html=page) if isinstance(page, str) else page

    @property
    def paths(self) -> list[str]:
        return [f"{r.method} {r.url.path}" for r in self.asked]


def browse(site: Callable[[httpx.Request], httpx.Response]) -> HTMLPage:
    return HTMLPage(httpx.Client(transport=httpx.MockTransport(site)))


def to(location: str, status: int = 303) -> httpx.Response:
    return httpx.Response(status, headers={"Location": location})


FORM = (
    "<h1>確認</h1><form method=post action=/save>"
    "<input type=hidden name=a value='1 2'>"
    "<label>備考 <textarea name=t></textarea></label>"
    "<button name=b value=c>登録する</button></form>"
)


def test_a_post_is_followed_to_the_page_it_redirects_to() -> None:
    site = Site(top=FORM, save=to("/done"), done="<h1>登録完了</h1>")
    page = browse(site)

    page.open(HOST + "/")
    page.fill("備考", "一\n二")
    screen = page.press("登録する")

    assert screen.heading == "登録完了"
    assert screen.url == HOST + "/done"
    assert site.paths == ["GET /", "POST /save", "GET /done"]
    body = parse_qs(site.asked[1].content.decode())
    assert body == {"a": ["1 2"], "t": ["一\r\n二"], "b": ["c"]}
    assert site.asked[1].headers["Origin"] == HOST
    assert site.asked[1].headers["Referer"] == HOST + "/"


@pytest.mark.parametrize(
    ("status", "method"),
    [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")],
)
def test_a_redirect_keeps_or_drops_the_method(status: int, method: str) -> None:
    site = Site(top=FORM, save=to("/done", status), done="<h1>登録完了</h1>")
    page = browse(site)
    page.open(HOST + "/")

    page.press("登録する")

    assert site.paths[-1] == f"{method} /done"
    assert (b"a=1+2" in site.asked[-1].content) == (method == "POST")


def test_a_redirect_to_an_app_is_a_launch_and_the_page_stays() -> None:
    page = browse(Site(top=FORM, save=to(LAUNCH)))
    page.open(HOST + "/")

    screen = page.press("登録する")

    assert page.launched() == LAUNCH
    assert (screen.heading, screen.url) == ("確認", HOST + "/")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<a href='{LAUNCH}'>アプリを開く</a>", id="link"),
        pytest.param("<a href='/go'>アプリを開く</a>", id="link-to-a-redirect"),
        pytest.param(
            "<form action=/go><button>アプリを開く</button></form>",
            id="form-to-a-redirect",
        ),
        pytest.param("<a href='/refresh'>アプリを開く</a>", id="page-that-refreshes"),
    ],
)
def test_every_way_to_an_app_is_a_launch(html: str) -> None:
    refresh = f'<meta http-equiv=refresh content="0; url={LAUNCH}"><h1>引き継ぎ</h1>'
    page = browse(Site(top=html, go=to(LAUNCH, 302), refresh=refresh))
    page.open(HOST + "/")

    page.press("アプリを開く")

    assert page.launched() == LAUNCH


def test_a_page_that_opens_an_app_by_itself_stays_open() -> None:
    refresh = f'<meta http-equiv=refresh content="0; url={LAUNCH}"><h1>引き継ぎ</h1>'
    site = Site(top=FORM, save=to("/handover"), handover=refresh)
    page = browse(site)
    page.open(HOST + "/")

    screen = page.press("登録する")

    assert page.launched() == LAUNCH
    assert (screen.heading, screen.url) == ("引き継ぎ", HOST + "/handover")
    assert site.paths == ["GET /", "POST /save", "GET /handover"]


def test_a_launch_is_forgotten_with_the_next_act() -> None:
    page = browse(Site(top=FORM, save=to(LAUNCH)))
    page.open(HOST + "/")
    page.press("登録する")

    page.open(HOST + "/")

    assert page.launched() is None


def test_a_get_form_replaces_the_query() -> None:
    form = "<form action='/find?old=1'><label>名 <input name=q></label><button>探す"
    site = Site(top=form, find="<h1>結果</h1>")
    page = browse(site)
    page.open(HOST + "/")
    page.fill("名", "髙﨑𠮷")

    page.press("探す")

    assert dict(site.asked[-1].url.params) == {"q": "髙﨑𠮷"}


def test_a_multipart_form_is_sent_as_one() -> None:
    form = (
        "<form method=post enctype='multipart/form-data' action=/up>"
        "<input type=hidden name=a value=同意><button>送る"
    )
    site = Site(top=form, up="<h1>済</h1>")
    page = browse(site)
    page.open(HOST + "/")

    page.press("送る")

    assert site.asked[-1].headers["Content-Type"].startswith("multipart/form-data; b")
    assert "同意".encode() in site.asked[-1].content


def test_a_form_that_a_browser_holds_back_is_not_sent() -> None:
    form = "<h1>入力</h1><form><label>日付 <input name=d required></label><button>次へ"
    site = Site(top=form)
    page = browse(site)
    page.open(HOST + "/")

    screen = page.press("次へ")

    assert site.paths == ["GET /"]
    assert screen.heading == "入力"
    assert "「日付」を入力または選択してください。" in screen.text


def test_cookies_are_kept() -> None:
    first = httpx.Response(200, html="<h1>1</h1>", headers={"Set-Cookie": "id=7"})
    site = Site(top=first, next="<h1>2</h1>")
    page = browse(site)

    page.open(HOST + "/")
    page.open(HOST + "/next")

    assert site.asked[1].headers["Cookie"] == "id=7"


def test_a_file_is_a_download_and_the_page_stays() -> None:
    pdf = httpx.Response(
        200, content=b"%PDF-", headers={"Content-Type": "application/pdf"}
    )
    page = browse(Site(top="<h1>URL</h1><a href=/pdf>PDF", pdf=pdf))
    page.open(HOST + "/")

    screen = page.press("PDF")

    download = page.downloaded()
    assert download is not None
    assert (download.media_type, download.content) == ("application/pdf", b"%PDF-")
    assert screen.heading == "URL"


def test_a_picture_is_fetched_by_its_alternative_text() -> None:
    png = httpx.Response(200, content=b"\x89PNG", headers={"Content-Type": "image/png"})
    page = browse(Site(top="<img src=/qr alt='二次元コード'>", qr=png))
    page.open(HOST + "/")

    assert page.picture("二次元コード").content == b"\x89PNG"


def test_a_picture_that_is_missing_is_told() -> None:
    page = browse(Site(top="<img src=/qr alt='二次元コード'>"))
    page.open(HOST + "/")

    with pytest.raises(PageError, match="404"):
        page.picture("二次元コード")


def test_an_error_page_is_a_page() -> None:
    screen = browse(Site()).open(HOST + "/nowhere")

    assert (screen.status, screen.heading) == (404, "ありません")


def test_plain_text_is_shown_as_it_is() -> None:
    page = browse(Site(top=httpx.Response(500, text="<b> broken")))

    screen = page.open(HOST + "/")

    assert (screen.status, screen.text) == (500, "<b> broken")


def test_a_broken_link_is_no_page() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    with pytest.raises(TransportError, match="connection refused"):
        browse(refuse).open(HOST + "/")


def test_redirects_in_a_circle_end() -> None:
    with pytest.raises(TransportError, match="redirects"):
        browse(Site(top=to("/"))).open(HOST + "/")


def test_a_script_link_is_refused() -> None:
    page = browse(Site(top="<a href='javascript:go()'>進む</a>"))
    page.open(HOST + "/")

    with pytest.raises(PageError, match="スクリプト"):
        page.press("進む")


def test_a_link_within_the_page_asks_the_server_nothing() -> None:
    site = Site(top="<a href='#end'>下へ</a>")
    page = browse(site)
    page.open(HOST + "/")

    page.press("下へ")

    assert site.paths == ["GET /"]


def test_every_page_is_shown_to_the_journal() -> None:
    journal = Journal()
    site = Site(top="<title>トップ</title><a href=/next>次へ</a>", next="<p>2")
    page = HTMLPage(httpx.Client(transport=httpx.MockTransport(site)), journal=journal)

    page.open(HOST + "/")
    page.press("次へ")

    assert [shot.title for shot in journal.screens] == ["トップ", ""]
    assert journal.screens[1].html == "<p>2"


def test_before_the_first_page_there_is_a_blank_one() -> None:
    assert browse(Site()).screen().url == "about:blank"
