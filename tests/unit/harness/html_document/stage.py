"""A page of many controls, and what a press of one of its buttons sends."""

from __future__ import annotations

from harness.drivers.html_document import HTMLDocument

URL = "http://127.0.0.1:9/a/b"

CONSENT = """
<html lang="ja"><head><title>同意内容の入力</title>
<meta name="mynabench-reason" content="url_wrong_kind"></head><body>
<h1>同意内容の入力</h1>
<p>クリニック<b>やまだ</b>に<br>提供します</p><script>var hidden = 1</script>
<p hidden>見えない</p><p style="display: none">これも見えない</p>
<form action="/next" method="post">
  <input type="hidden" name="session" value="s1">
  <fieldset><legend>薬剤情報</legend>
    <label><input type="radio" name="YZK" value="1"> 同意する</label>
    <label><input type="radio" name="YZK" value="0"> 同意しない</label>
  </fieldset>
  <fieldset><legend>診療情報</legend>
    <input type="radio" name="SRJ" id="s1" value="1"><label for="s1">同意する</label>
    <input type="radio" name="SRJ" id="s0" value="0"><label for="s0">同意しない</label>
  </fieldset>
  <fieldset disabled><legend>手術情報</legend>
    <label><input type="radio" name="SHJ" value="1" checked> 同意する</label>
  </fieldset>
  <fieldset><legend>通知</legend>
    <label><input type="checkbox" name="mail" checked> メール</label>
    <label><input type="checkbox" name="sms" value="y"> SMS</label>
  </fieldset>
  <label for="day">受診予定日</label><input type="date" id="day" name="day">
  <label>備考 <textarea name="note">
一行目</textarea></label>
  <label>区分 <select name="kind"><option value="2">訪問診療等
    <option>オンライン診療等</select></label>
  <label>変更不可 <input name="fixed" value="x" readonly></label>
  <input name="nameless-in-html" disabled value="never sent">
  <button type="submit" name="act" value="all">すべて同意する</button>
  <button>登録内容を<b>確認</b>する</button>
  <button type="button">印刷</button>
  <input type="submit" name="act" value="修正する" formaction="/back?x=1">
</form>
<a href="../c?d=1">トップ</a> <a>飾り</a>
<a href="x" aria-label="閉じる"><img src="qr.png" alt="二次元コード"></a>
</body></html>
"""


def page(html: str = CONSENT, *, url: str = URL) -> HTMLDocument:
    return HTMLDocument(html, url=url, status=200)


def sent(document: HTMLDocument, button: str) -> dict[str, str]:
    return dict(document.submit(document.find_pressable(button)).fields)
