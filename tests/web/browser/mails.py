"""Draws mails as mail programs show them: mails.py FOLDER, with the mails in FOLDER/LANGUAGE/*.eml.

Writes a picture beside each mail: its HTML and its text, light and dark, in the widths of a phone, of
a reading pane and of a window.
"""

import base64
import email
import email.policy
import html
import re
import sys
from pathlib import Path

from browser import chromium

WIDTHS = (320, 600, 1024)
# The colours of the window in which a mail program shows a mail.
LOOKS = {"light": ("#ffffff", "#111111"), "dark": ("#1e1e1e", "#e6e6e6")}


def main():
    folder = Path(sys.argv[1])
    with chromium() as (_, running):
        page = running.new_page(viewport={"width": sum(WIDTHS) + 80, "height": 600})
        for file in sorted(folder.glob("*/*.eml")):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            page.set_content(sheet(mail))
            page.wait_for_function("[...document.images].every(it => it.complete)")
            page.evaluate(FIT)
            page.screenshot(path=file.with_suffix(".png"), full_page=True)
        page.close()


# Makes each frame as high as its mail, and marks mails that are wider than their frames.
FIT = """() => document.querySelectorAll("iframe").forEach(frame => {
    const inner = frame.contentDocument.documentElement;
    frame.style.height = inner.scrollHeight + "px";
    if (inner.scrollWidth > frame.clientWidth) frame.style.outline = "4px solid red";
})"""


def sheet(mail):
    """Returns a page with the mail in all widths."""
    subject, to = mail["Subject"] or "", mail["To"] or ""
    rows = [f"<h1>{html.escape(subject)}</h1><p>To: {html.escape(to)}</p>"]
    kinds = {part.get_content_type() for part in mail.walk()}
    files = [part.get_filename() for part in mail.walk() if part.get_content_disposition() == "attachment"]
    rows.append(f"<p>{html.escape(', '.join(sorted(kinds)))}; files: {html.escape(', '.join(map(str, files)))}</p>")
    for name, content in (("HTML", of_html(mail)), ("text", of_text(mail))):
        if content is None:
            continue
        for look, (ground, ink) in LOOKS.items():
            rows.append(f"<h2>{name}, {look}</h2><div>")
            for width in WIDTHS:
                document = dressed(content, look, ground, ink)
                rows.append(f'<iframe width="{width}" height="10" srcdoc="{html.escape(document)}"></iframe>')
            rows.append("</div>")
    style = "body { font: 14px sans-serif; background: #bbb } div { display: flex; gap: 12px; align-items: start } iframe { border: 0 }"
    return f"<!DOCTYPE html><style>{style}</style>{''.join(rows)}"


def dressed(content, look, ground, ink):
    """Returns a mail in the window of a program with these colours."""
    style = f"<style>:root {{ color-scheme: {look}; background: {ground}; color: {ink} }} body {{ margin: 12px }}</style>"
    return style + content


def of_text(mail):
    body = mail.get_body(("plain",))
    if body is None:
        return None
    words = html.escape(body.get_content())
    return f'<pre style="font: 13px monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0">{words}</pre>'


def of_html(mail):
    body = mail.get_body(("html",))
    if body is None:
        return None
    return re.sub(r'src="cid:([^"]*)"', lambda it: f'src="{picture(mail, it[1])}"', body.get_content())


def picture(mail, name):
    """Returns the picture with this Content-ID as a data URL."""
    for part in mail.walk():
        if (part["Content-ID"] or "").strip("<>") == html.unescape(name):
            data = base64.b64encode(part.get_content()).decode()
            return f"data:{part.get_content_type()};base64,{data}"
    return ""


if __name__ == "__main__":
    main()
