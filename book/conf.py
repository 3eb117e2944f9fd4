"""How Sphinx makes the book. Called for each edition by ``python -m plantargets.book``."""

import json
import os
import re
from pathlib import Path

import sphinx.search
from sphinx.search import SearchLanguage
from sphinx.util import logging

from plantargets.book.words import codes, word
from plantargets.plans import to_simplified

LANGUAGE = os.environ["PLANTARGETS_BOOK_LANGUAGE"]
SOURCES = Path(os.environ["PLANTARGETS_BOOK_SOURCES"])
BOOK = Path(__file__).parent

project = "plantargets"
author = "plantargets"
copyright = ""
html_title = {"en": "Targets in government plans", "zh": "政府规划中的量化目标"}[LANGUAGE]
language = {"en": "en", "zh": "zh_CN"}[LANGUAGE]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["fragments/**", "extra/**", "static/**"]
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = {"en": "Show the code", "zh": "显示代码"}[LANGUAGE]
nb_code_prompt_hide = {"en": "Hide the code", "zh": "隐藏代码"}[LANGUAGE]
myst_enable_extensions = ["colon_fence", "attrs_inline"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]
autodoc_typehints = "none"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "sphinx_book_theme"
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "article_header_end": ["header-buttons.html"],
    "navbar_persistent": [],
    "secondary_sidebar_items": ["plan-sections.html", "page-toc.html"],
    "toc_title": {"en": "On this page", "zh": "本页内容"}[LANGUAGE],
    "search_bar_text": {"en": "Search the book", "zh": "在本书中检索"}[LANGUAGE],
    "home_page_in_toc": True,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "footer_content_items": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "navigation_with_keys": False,
}
html_context = {"default_mode": "auto"}
html_static_path = [str(SOURCES / "static")]
html_extra_path = [str(SOURCES / "extra")]
html_css_files = ["book.css", "theme.css"]
FIGURE_WORDS = {"enlarge": word("text", "enlarge", LANGUAGE), "close": word("text", "close_figure", LANGUAGE)}
html_js_files = [
    ("figures.js", {"defer": "defer", "data-words": json.dumps(FIGURE_WORDS, ensure_ascii=False)})
]
templates_path = [str(BOOK / "templates")]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_last_updated_fmt = None
# Summaries are fetched, which a browser does not do for files.
html_show_search_summary = False
html_use_index = LANGUAGE == "en"

WORDS = re.compile(r"[A-Za-z0-9_]+|[\u3400-\u9fff]+")


class Pairs(SearchLanguage):
    """Words of Latin letters as they are; Chinese in single characters and overlapping pairs.

    A cutter of words finds 增加值 only where it cut so when the index was made. With pairs any run of
    characters is found. Traditional text is found by simplified words too.
    """

    lang = "pairs"
    js_splitter_code = """
var splitQuery = (query) => (query.match(/[A-Za-z0-9_]+|[\\u3400-\\u9fff]+/g) || []).flatMap((run) =>
  run.charCodeAt(0) < 0x3400 || run.length === 1
    ? [run]
    : Array.from({ length: run.length - 1 }, (_, start) => run.slice(start, start + 2)));
"""

    def split(self, text: str) -> list[str]:
        """Return the terms of a text."""
        terms: list[str] = []
        for script in dict.fromkeys((text, to_simplified(text))):
            for run in WORDS.findall(script):
                if run[0] < "\u3400":
                    terms.append(run.lower())
                else:
                    terms += [run[start : start + size] for size in (1, 2) for start in range(len(run))]
        return terms

    def word_filter(self, word: str) -> bool:
        """Keep all but bare numbers, which the search page drops as well."""
        return not word.isdigit()


sphinx.search.languages["pairs"] = Pairs
html_search_language = "pairs"


def add_context(app, pagename, templatename, context, doctree):
    """Hand the sections of a plan and the page's address in the other language to the templates."""
    sections = SOURCES / "fragments" / f"{pagename}.nav.html"
    context["plan_sections"] = sections.read_text(encoding="utf-8") if sections.is_file() else ""
    context["sections_title"] = word("text", "contents", LANGUAGE)
    other = "zh" if LANGUAGE == "en" else "en"
    only_english = pagename in ("genindex", "py-modindex")
    page = "reference" if only_english else pagename
    up = "../" * (pagename.count("/") + 1)
    context["other_language"] = other
    context["other_page"] = f"{up}{other}/{page}.html"
    context["other_name"] = {"en": "中文", "zh": "English"}[LANGUAGE]
    context["colour_mode"] = word("text", "colour_mode", LANGUAGE)
    context["modes"] = [(mode, word("text", f"mode_{mode}", LANGUAGE)) for mode in ("auto", "light", "dark")]
    if pagename == "search":
        for script in ("targets.js", "searchtexts.js", "search.js"):
            app.add_js_file(script)
    if pagename in ("explorer", "mark"):
        context["theme_secondary_sidebar_items"] = []


def name_controls(app, exception):
    """Name what the theme names in English only, for screen readers and where the pointer rests."""
    if exception:
        return
    found = set()
    label = re.compile(f'(title|aria-label)="({"|".join(map(re.escape, codes("label")))})"')

    def named(match):
        found.add(match[2])
        return f'{match[1]}="{word("label", match[2], LANGUAGE)}"'

    # What the theme leaves without a name or a place among the landmarks.
    unfold, sidebar = (word("text", name, LANGUAGE) for name in ("unfold", "contents_of_book"))
    toggle, frame = '<span class="toctree-toggle"', 'id="pst-primary-sidebar"'
    mended = {
        f"<summary>{toggle}": f'<summary aria-label="{unfold}">{toggle}',
        f"<div {frame}": f'<div role="region" aria-label="{sidebar}" {frame}',
    }
    # A name that is not what can be read there: who speaks to a browser says what he sees.
    misnamed = re.compile(r'(<summary|<button class="btn search-button-field[^>]*?) aria-label="[^"]*"')
    for path in sorted(Path(app.outdir).rglob("*.html")):
        page = label.sub(named, misnamed.sub(r"\1", path.read_text(encoding="utf-8")))
        for theirs, ours in mended.items():
            page = page.replace(theirs, ours)
        path.write_text(page, encoding="utf-8", newline="\n")
    for lost in set(codes("label")) - found:
        logging.getLogger(__name__).warning("words.csv: the theme has no label %r any more", lost)


def setup(app):
    """Connect the context of the pages."""
    app.connect("html-page-context", add_context, priority=100)
    app.connect("build-finished", name_controls)
