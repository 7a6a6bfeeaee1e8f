"""The headless browser of the tests shows pages, runs their scripts and hears them complain."""

import pytest

pytestmark = pytest.mark.browser

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def page(tmp_path):
    """A page that changes itself and then fails."""
    path = tmp_path / "page.html"
    path.write_text(
        "<!doctype html><title>t</title><p id='a'>before</p><script>"
        "document.getElementById('a').textContent = 'after'; throw new Error('on purpose')"
        "</script>"
    )
    return path


def test_a_screenshot_has_the_size_asked_for(page, screenshot):
    content = screenshot(page, 390, 500).read_bytes()
    assert content.startswith(PNG)
    assert int.from_bytes(content[16:20]) == 390
    assert int.from_bytes(content[20:24]) == 500


def test_the_dom_is_what_scripts_made_of_the_page(page, dom):
    assert '<p id="a">after</p>' in dom(page)


def test_an_uncaught_error_is_heard(page, console):
    assert console(page) == ["Uncaught Error: on purpose"]


def test_a_quiet_page_has_an_empty_console(tmp_path, console):
    (tmp_path / "quiet.html").write_text("<!doctype html><title>t</title><p>nothing</p>")
    assert console(tmp_path / "quiet.html") == []
