"""Names that are scripts, addresses that lead elsewhere: a message, nothing run, nothing lost."""

from __future__ import annotations

import pytest

from scenarios.run import run_park
from scenarios.store import write_run
from tests.app.stored import PLACES, TEXT
from tests.e2e.looking import expect, settled
from tests.parks import small_park
from views.frame.texts import say
from views.menu import SECTIONS

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

PAGES = [entry.name for entries in SECTIONS.values() for entry in entries]
SCRIPT = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
FORMULA = '=HYPERLINK("http://example.org","x")'
MARKDOWN = "![x](http://example.org/x.png) **bold** $x$ :material/home:"


@pytest.fixture(scope="module")
def hostile_run(runs):
    """Run the small park for two days with names that try to be something else."""
    changes = {f"agents.{name}.position": place for name, place in PLACES.items()}
    changes |= {"days": 2, "label": {"zh": SCRIPT, "en": MARKDOWN}}
    for name, told in (("machines", SCRIPT), ("cells", FORMULA), ("office", MARKDOWN)):
        changes[f"agents.{name}.label"] = {"zh": told, "en": told}
    return write_run(run_park(small_park(changes, TEXT)), runs).name


@pytest.mark.parametrize(("names", "lang"), [(PAGES, "zh"), (("where", "flows", "replay"), "en")])
def test_no_name_is_ever_run(names, lang, page, address, hostile_run):
    page.goto(f"{address}/?lang={lang}&run={hostile_run}")
    for name in names:
        page.get_by_role("link", name=say(lang, f"nav.{name}"), exact=True).click()
        title = {"where": "cards.title"}.get(name, f"{name}.title")
        expect(page.get_by_role("heading", name=say(lang, title)).first).to_be_visible()
        settled(page)
        assert page.evaluate("window.hacked") is None, name
        assert page.locator("img[src='x'], img[src*='example.org']").count() == 0, name


QUERIES = (
    "run=../../etc/passwd&job=zzz", "run=..%2F..%2Fetc&job=0123456789abcdef",
    "run=.drafts&draft=../../x", "base=../x&run=nothing&lang=xx&brief=9",
    f"run={'x' * 5000}&draft={'0' * 32}", "runs=a,b,../c&study=../x&fleets=../x",
    "plan=", "plan=1d.AAAA", "plan=9x.zzz", "plan=1h." + "0" * 64,
)  # fmt: skip


def test_a_wrong_address_is_told_or_passed_over(page, address, hostile_run):
    for query in QUERIES:
        page.goto(f"{address}/?{query}")
        expect(page.locator("h3").first).to_be_visible()
        settled(page)
        assert "root:" not in page.content(), query
        if query.startswith("plan="):
            expect(page.get_by_role("alert").first).to_be_visible()


def test_a_wrong_address_leaves_the_run_shown(page, address, hostile_run):
    page.goto(f"{address}/?lang=en&run=../../etc/passwd")
    expect(page.get_by_role("heading", name=say("en", "cards.title"))).to_be_visible()
    expect(page.locator("tr[data-indicator]").first).to_be_visible()
    assert f"run={hostile_run}" in page.url
    alert = page.get_by_role("alert").filter(has_text="etc/passwd")  # another run is no answer
    expect(alert).to_be_visible()
    page.get_by_role("link", name=say("en", "nav.flows"), exact=True).click()
    expect(page.get_by_role("heading", name=say("en", "flows.title"))).to_be_visible()
    expect(alert).to_be_visible()
