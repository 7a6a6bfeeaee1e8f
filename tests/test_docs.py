"""What the documents show is what happens: their examples run, their links lead somewhere.

A block runs if its first line says so: ```python runnable, ```console runnable (lines that begin
with "$ " are commands) or ```bash runnable. Blocks of one document run in order in one temporary
folder, which holds spy.csv and qqq.csv; Python blocks see what earlier ones defined. A ```text
output block right after a runnable one must be what that one printed; a line "..." in it stands
for any number of lines.
"""

import os
import random
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.parts
)
EXAMPLES = [path for path in DOCUMENTS if path.parent in (ROOT, ROOT / "docs" / "guide")]
FENCE = re.compile(r"^```(?P<info>[^`\n]*)\n(?P<body>.*?)^```[ ]*$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:src|href)=\"([^\"]+)\"")
HOUSE_PATH = re.compile(r"`((?:engine|kernels|service|tests|benchmarks|docs)/[\w./]*)`")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
TIMEOUT_SECONDS = 300


@dataclass(frozen=True)
class Block:
    """One fenced block: language, the words after it, text, the number of the text's first line."""

    language: str
    words: frozenset[str]
    text: str
    line: int


def blocks(document):
    """The fenced blocks of a Markdown text, in order."""
    found = []
    for fence in FENCE.finditer(document):
        language, *words = fence["info"].split() or [""]
        line = document.count("\n", 0, fence.start("body")) + 1
        found.append(Block(language, frozenset(words), fence["body"], line))
    return found


def script(earlier):
    """The Python blocks as one program whose line numbers are the document's."""
    lines = []
    for block in earlier:
        lines += [""] * (block.line - 1 - len(lines))
        lines += block.text.splitlines()
    return "\n".join(lines) + "\n"


def commands(block):
    """What a console block types, or the whole of a bash block."""
    if block.language == "bash":
        return block.text
    return "".join(line[2:] + "\n" for line in block.text.splitlines() if line.startswith("$ "))


def pattern(expected):
    """A regular expression for a shown output; spaces at the ends of lines do not count."""
    lines = [line.rstrip() for line in expected.strip("\n").splitlines()]
    parts = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in lines]
    return re.compile("".join(parts))


def run(command, folder):
    """Standard output of a command in the folder; a failure shows everything it said."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "OPENBELL_HOME": str(folder / "home"),
        "COLUMNS": "100",
    }
    answer = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert answer.returncode == 0, f"{answer.stdout}\n{answer.stderr}"
    return "".join(line.rstrip() + "\n" for line in answer.stdout.rstrip("\n").splitlines())


def play(path, folder):
    """Run the runnable blocks of a document in order; the number of them."""
    earlier, before, printed, count = [], "", None, 0
    for block in blocks(path.read_text(encoding="utf-8")):
        if "runnable" in block.words and block.language == "python":
            program = folder / f"{path.stem}-{block.line}.py"
            earlier.append(block)
            whole = run([sys.executable, write(program, script(earlier))], folder)
            before, printed = whole, whole.removeprefix(before)
            count += 1
        elif "runnable" in block.words:
            assert block.language in ("console", "bash"), f"line {block.line}: {block.language}"
            printed = run(["bash", "-euo", "pipefail", "-c", commands(block)], folder)
            count += 1
        elif "output" in block.words:
            assert printed is not None, f"line {block.line}: output of what?"
            assert pattern(block.text).fullmatch(printed), f"line {block.line}: shows\n{printed}"
        else:
            printed = None
    return count


def write(path, text):
    """The path, after writing the text there."""
    path.write_text(text, encoding="utf-8")
    return path


def daily_bars(seed):
    """A seeded CSV of 1,500 weekdays with a market's ordinary headers."""
    source, day, price, rows = random.Random(seed), date(2018, 1, 1), 100.0, []
    while len(rows) < 1_500:
        if day.weekday() < 5:
            start, price = price, price * (1.0 + source.gauss(0.0004, 0.01))
            high, low = max(start, price) * 1.003, min(start, price) * 0.997
            volume = source.randrange(1_000_000, 5_000_000)
            rows.append(f"{day},{start:.4f},{high:.4f},{low:.4f},{price:.4f},{volume}")
        day += timedelta(days=1)
    return "\n".join(["Date,Open,High,Low,Close,Volume", *rows]) + "\n"


def anchor(heading):
    """The name under which a heading can be linked to."""
    words = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def missing(path, link):
    """What is wrong with a link of the document, or None; the network is not asked."""
    if re.match(r"[a-z]+:", link):
        return None
    place, _, fragment = link.partition("#")
    target = (path.parent / place).resolve() if place else path
    if not target.exists():
        return f"{path.name}: {link}: there is no such file"
    if fragment and target.suffix == ".md":
        names = map(anchor, HEADING.findall(FENCE.sub("", target.read_text(encoding="utf-8"))))
        return None if fragment in names else f"{path.name}: {link}: there is no such heading"
    return None


@pytest.fixture
def folder(tmp_path):
    """A folder with the data files that the examples name."""
    (tmp_path / "spy.csv").write_text(daily_bars(1))
    (tmp_path / "qqq.csv").write_text(daily_bars(2))
    return tmp_path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_of_a_document_run(path, folder):
    play(path, folder)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_links_of_a_document_lead_somewhere(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    links = [inside or attribute for inside, attribute in LINK.findall(text)]
    assert [wrong for wrong in (missing(path, link) for link in links) if wrong] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_that_a_document_names_exist(path):
    named = HOUSE_PATH.findall(path.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_blocks_run_in_order_and_share_their_names_and_folder(folder):
    path = write(
        folder / "page.md",
        "# Page\n```python runnable\nx = 2\nprint('one')\n```\n\n```console runnable\n"
        "$ wc -l < spy.csv > lines\nany answer\n```\n```python runnable\n"
        "print(x * 2)\nprint('three')\nprint(open('lines').read().strip())\n```\n"
        "```text output\n4\n...\n1501\n```\n```python\nnot python, not run\n```\n",
    )
    assert play(path, folder) == 3


@pytest.mark.parametrize(
    "text",
    [
        "```python runnable\n1 / 0\n```\n",
        "```bash runnable\nfalse\ntrue\n```\n",
        "```console runnable\n$ false | cat\n```\n",
        "```python runnable\nprint(1)\n```\n```text output\n2\n```\n",
        "```text output\n2\n```\n",
        "```rust runnable\n```\n",
    ],
)
def test_an_example_that_no_longer_holds_is_found(text, folder):
    with pytest.raises(AssertionError):
        play(write(folder / "page.md", text), folder)


def test_an_error_names_the_line_of_the_document(folder):
    path = write(folder / "page.md", "# Page\n\ntext\n\n```python runnable\nx = 1\n1 / 0\n```\n")
    with pytest.raises(AssertionError, match=r"page-6\.py\", line 7"):
        play(path, folder)


def test_a_dead_link_is_found(tmp_path):
    path = write(tmp_path / "page.md", "# One `two` three\n")
    assert missing(path, "#one-two-three") is None
    assert missing(path, "https://example.org/x") is None
    assert "no such heading" in missing(path, "#four")
    assert "no such file" in missing(path, "other.md")
