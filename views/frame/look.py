"""The app's look: options of Streamlit, and a little style of our own.

The same options stand in ``.streamlit/config.toml`` for ``streamlit run`` in a checkout; a test
compares the two.
"""

from __future__ import annotations

from typing import Any

FONT = (
    "Source Sans, Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, "
    "Microsoft YaHei, sans-serif"
)

MOST_UPLOAD_MB = 20  # what a planner's workbook may be; a park file is held to less

OPTIONS: dict[str, Any] = {
    "server.headless": True,
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": MOST_UPLOAD_MB,
    "server.enableAgentApi": False,
    "server.showEmailPrompt": False,
    # Collecting all rubbish after every script held the answer to each touch back by 0.25 s.
    "runner.postScriptGC": False,
    # Switching the language tells every choice anew, that of a control with a default too.
    "global.disableWidgetStateDuplicationWarning": True,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "type",
    "client.showErrorLinks": False,
    "theme.font": FONT,
    "theme.headingFont": FONT,
    "theme.baseRadius": "6px",
    "theme.light.primaryColor": "#0f766e",
    "theme.light.backgroundColor": "#fbfcfc",
    "theme.light.secondaryBackgroundColor": "#f0f4f4",
    "theme.light.textColor": "#1d2a2f",
    "theme.light.borderColor": "#d9e1e2",
    "theme.light.greenColor": "#12805c",
    "theme.light.redColor": "#b83a3a",
    "theme.light.orangeColor": "#b46a12",
    "theme.light.sidebar.backgroundColor": "#f2f6f6",
    "theme.dark.primaryColor": "#3fb8a5",
    "theme.dark.backgroundColor": "#11181b",
    "theme.dark.secondaryBackgroundColor": "#1b2529",
    "theme.dark.textColor": "#e4ebec",
    "theme.dark.borderColor": "#2f3d42",
    "theme.dark.greenColor": "#5fc79a",
    "theme.dark.redColor": "#f08a8a",
    "theme.dark.orangeColor": "#e9b06a",
    "theme.dark.sidebar.backgroundColor": "#161f23",
}


def flags() -> list[str]:
    """Return the options as Streamlit's command line takes them."""
    found = []
    for key, value in OPTIONS.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        found += [f"--{key}", text]
    return found


_LEAF_PATH = (
    "<path fill='#1b9a86' d='M5 19C3 9 10 4 21 4c0 11-5 17-13 16.5C10 15 12.500 12 16 9.500 "
    "11 11.500 7.500 15 5 19z'/>"
)
LEAF = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>{_LEAF_PATH}</svg>"
LOGO = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='150' height='32' viewBox='0 0 112 24'>"
    f"{_LEAF_PATH}<text x='28' y='18' font-family='Source Sans, Noto Sans CJK SC, sans-serif' "
    "font-size='18' font-weight='600' fill='#1b9a86'>zeropark</text></svg>"
)

# Captions as Streamlit draws them, and white on the dark ground's green, are too faint for AA.
CSS = """
.stMainBlockContainer { padding-top: 3.3rem; padding-bottom: 2rem; max-width: 1560px; }
section[data-testid="stSidebar"] [data-testid="stVerticalBlock"] { gap: .6rem; }
[data-testid="stCaptionContainer"] { opacity: .76 !important; }
button[kind^="primary"]:enabled, button[kind^="primary"]:enabled :is(p, span),
[data-testid="stMultiSelect"] span[title] { color: light-dark(#ffffff, #08110f); }
[data-testid="stMetricValue"], td, input { font-variant-numeric: tabular-nums; }
[class*="st-key-build_yaml_"] textarea, [class*="st-key-build_entry_"] textarea {
  font-family: var(--st-code-font, monospace); font-size: .8rem; line-height: 1.4;
  white-space: pre; overflow-x: auto; }
"""

TILES = """
.zp-tiles { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .7rem;
  font-family: var(--st-font); color: var(--st-text-color); }
@media (max-width: 1250px) { .zp-tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
.zp-tile { all: unset; box-sizing: border-box; display: flex; flex-direction: column;
  justify-content: flex-start; border: 1px solid rgba(128, 148, 152, .3);
  border-radius: 6px; padding: .6rem .75rem; background: rgba(128, 148, 152, .08); min-width: 0; }
button.zp-tile { cursor: pointer; }
button.zp-tile:hover { border-color: var(--st-primary-color); }
button.zp-tile:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.zp-tile span { font-size: .78rem; opacity: .78; line-height: 1.25; }
.zp-tile b { font-size: 1.35rem; font-weight: 600; line-height: 1.35;
  font-variant-numeric: tabular-nums; }
.zp-tile b i { font-style: normal; font-size: .82rem; font-weight: 400; opacity: .8;
  white-space: nowrap; }
.zp-tile em { font-style: normal; font-size: .78rem; margin-top: .15rem;
  font-variant-numeric: tabular-nums; }
.zp-tile .zp-good { color: var(--st-green-text-color, light-dark(#0d6b4c, #5fc79a)); }
.zp-tile .zp-bad { color: var(--st-red-text-color, light-dark(#a02c2c, #f08a8a)); }
"""

BRIEF = """
html { font-size: 20px; }
.stMainBlockContainer { max-width: none; padding-left: 3rem; padding-right: 3rem; }
"""

# What Streamlit itself says in English only, and what it tells in a tooltip alone.
_UPLOADER = """
[data-testid="stFileUploader"]:has([data-testid="stTooltipErrorHoverTarget"])::after {{
  content: "{refused}"; display: block; margin-top: .3rem; font-size: .86rem;
  color: var(--st-red-text-color, #b83a3a); }}
[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] p::after {{
  content: "{choose}"; font-size: .9rem; }}
"""


def uploader(choose: str, refused: str) -> str:
    """Return the style that gives every uploader its words."""
    return _UPLOADER.format(choose=choose, refused=refused)
