"""The entry script of the page: `streamlit run ui/app.py`. Page settings and navigation, nothing else."""

from pathlib import Path

import streamlit as st

from ui import palette, session
from ui.screens import frame, learn, play, report, start, tree, whatif, why
from ui.session.pool import pool

HERE = Path(__file__).parent

words = session.words()
st.set_page_config(page_title=words("app.name"), page_icon=str(HERE / "static" / "mark.svg"), layout="wide")
st.logo(str(HERE / "static" / "mark.svg"), size="large")
said = {"app-name": words("app.name"), **frame.uploader_words(words)}  # what Streamlit would say in English only
name = ":root{" + "".join(f'--{key}:"{text}";' for key, text in said.items()) + "}"
sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in sorted((HERE / "styles").glob("*.css")))
st.html(f"<style>{palette.css_variables()}{name}{sheets}</style>")
pages = {
    "start": st.Page(start.screen, title=words("nav.start"), url_path="start", default=True),
    "play": st.Page(play.screen, title=words("nav.play"), url_path="play"),
    "whatif": st.Page(whatif.screen, title=words("nav.whatif"), url_path="whatif"),
    "tree": st.Page(tree.screen, title=words("nav.tree"), url_path="tree"),
    "why": st.Page(why.screen, title=words("nav.why"), url_path="why"),
    "learn": st.Page(learn.screen, title=words("nav.learn"), url_path="learn"),
    "report": st.Page(report.screen, title=words("nav.report"), url_path="report"),
}
page = st.navigation(list(pages.values()), position="top")
session.remember_pages(pages)
frame.menu(uploader=page is not pages["start"])
page.run()
pool()  # while the first page is read, the engine loads behind
