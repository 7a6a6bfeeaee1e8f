"""The command line answers in one line, in one JSON document, and with the right exit code."""

import json
import logging
import subprocess
import sys
import warnings

import pytest

from engine.errors import RunError
from service.cli import app, entry, main, runs
from service.cli.flags import flagged
from service.cli.logs import JsonFormatter, configure
from service.cli.output import emit, table

HEAVY = ("numpy", "numba", "polars", "pyarrow", "pandas", "rich", "jinja2")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A home folder of its own for each test."""
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    return tmp_path / "home"


@pytest.fixture
def openbell(capsys):
    """openbell(words…) -> exit code, stdout, stderr."""

    def run(*words):
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_help_imports_nothing_heavy():
    code = f"""if True:
        import sys
        from service.cli import main
        assert main(["--help"]) == 0
        print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"""
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stderr.strip() == "[]"
    assert "backtest" in answer.stdout


def test_no_verb_is_answered_with_the_help(openbell):
    code, out, _ = openbell()
    assert code == 0
    assert out == openbell("--help")[1]


def test_the_version_is_printed(openbell):
    assert openbell("--version")[1].startswith("openbell ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["bactest"], "No such command 'bactest': did you mean 'backtest'?"),
        (["zzz"], "No such command 'zzz'; known: "),
        (["runs"], "'openbell runs' needs one of: list, show, compare, verify, report"),
        (["runs", "shwo"], "No such command 'shwo': did you mean 'show'?"),
        (["backtest"], "Missing option '--strategy'."),
        (["backtest", "--strateg", "x"], "No such option: --strateg: did you mean '--strategy'?"),
        (["backtest", "--strategy", "sma_cross"], "Missing option '--data'."),
        (["runs", "show"], "Missing argument 'ID'."),
        (["runs", "show", "../../etc"], "'../../etc' is not a run's id"),
        (["runs", "show", "ab"], "no run ab in "),
        (["--config", "none.toml", "config", "show"], "none.toml: cannot be read"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(openbell, monkeypatch, tmp_path, words, message):
    monkeypatch.setenv("OPENBELL_CONFIG", "")
    monkeypatch.chdir(tmp_path)
    code, out, err = openbell(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("place", [0, 1, 3])
def test_debug_anywhere_adds_the_traceback(openbell, place):
    words = ["runs", "show", "ab"]
    code, out, err = openbell(*words[:place], "--debug", *words[place:])
    assert (code, out) == (2, "")
    assert "Traceback" in err
    assert "RunError" in err


def test_debug_may_be_a_variable(openbell, monkeypatch):
    monkeypatch.setenv("OPENBELL_DEBUG", "1")
    assert "Traceback" in openbell("runs", "show", "ab")[2]


def test_an_interrupt_exits_130(openbell, monkeypatch):
    def interrupt(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.runs.store.listing", interrupt)
    code, out, err = openbell("runs", "list")
    assert (code, out, err.strip()) == (130, "", "openbell: interrupted")


def test_an_unexpected_error_is_one_line_and_leaves_its_traceback_to_debug(openbell, capsys):
    openbell("config", "check")
    error = ZeroDivisionError("division\nby zero")
    sys.excepthook(ZeroDivisionError, error, None)
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "internal error: ZeroDivisionError: division by zero (rerun with --debug" in err
    openbell("config", "check", "--debug")
    assert sys.excepthook is sys.__excepthook__


def test_a_reader_that_has_seen_enough_is_no_error():
    code = "import sys; from service.cli import main; sys.exit(main(['strategy', 'list']))"
    answer = subprocess.run(
        ["bash", "-c", f'set -o pipefail; {sys.executable} -c "{code}" | true'],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_warning_is_one_line_on_stderr(openbell, monkeypatch):
    def listing():
        warnings.warn("two\nlines", UserWarning, stacklevel=1)
        return [], []

    monkeypatch.setattr("engine.runs.store.listing", listing)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        code, _, err = openbell("runs", "list")
    assert (code, err) == (0, "warning: two lines\n")


def test_config_shows_each_value_with_its_origin(openbell, monkeypatch, home):
    monkeypatch.setenv("OPENBELL_CAPITAL", "5000")
    code, out, err = openbell("config", "show", "--json")
    found = json.loads(out)
    assert (code, err, found["file"]) == (0, "", None)
    assert found["settings"]["capital"] == {"value": 5000.0, "origin": "OPENBELL_CAPITAL"}
    assert found["settings"]["home"] == {"value": str(home), "origin": "OPENBELL_HOME"}
    assert "OPENBELL_CAPITAL" in openbell("config", "show")[1]


def test_config_init_writes_a_file_once(openbell, home):
    code, out, _ = openbell("config", "init", "--json")
    assert (code, json.loads(out)) == (0, {"file": str(home / "openbell.toml")})
    code, _, err = openbell("config", "init")
    assert code == 2
    assert "--force" in err
    assert openbell("config", "init", "--force")[0] == 0
    assert openbell("config", "check")[0] == 0


def test_config_check_fails_on_a_variable_that_nothing_reads(openbell, monkeypatch):
    monkeypatch.setenv("OPENBELL_CAPITOL", "1")
    code, out, _ = openbell("config", "check", "--json")
    assert code == 1
    assert json.loads(out)["problems"] == [
        "OPENBELL_CAPITOL: nothing reads this variable: did you mean 'OPENBELL_CAPITAL'?"
    ]


def test_doctor_reports_findings(openbell):
    code, out, err = openbell("doctor", "--json")
    found = json.loads(out)
    assert code == (0 if found["ok"] else 1)
    assert err == ""
    assert {"name", "level", "message", "remedy"} == set(found["findings"][0])
    assert openbell("doctor")[0] == code


def test_doctor_survives_settings_that_cannot_be_read(openbell, home):
    home.mkdir()
    (home / "openbell.toml").write_text("capital = -1\n")
    code, out, _ = openbell("doctor", "--json")
    assert code == 1
    assert "fail" in {each["level"] for each in json.loads(out)["findings"]}
    assert openbell("config", "show")[0] == 2


def test_every_verb_has_help(openbell):
    groups = {"strategy", "runs", "config", "data"}
    verbs = {"demo", "indicators", "backtest", "doctor", "warm"}
    assert {each.name for each in app.app.registered_groups} == groups
    answers = [openbell(*words, "--help") for words in [[each] for each in verbs | groups]]
    assert {code for code, _, _ in answers} == {0}
    assert [out for _, out, _ in answers if "Usage: openbell " not in out] == []


def test_every_verb_that_reports_takes_json(openbell):
    verbs = [
        *(["strategy", each] for each in ("list", "show", "new", "check")),
        *(["runs", each] for each in ("list", "show", "compare", "verify", "report")),
        *(["config", each] for each in ("show", "check", "init")),
        *([each] for each in ("demo", "indicators", "backtest", "doctor", "warm")),
    ]
    assert [verb for verb in verbs if "--json" not in openbell(*verb, "--help")[1]] == []


def test_an_empty_listing_says_what_makes_a_run(openbell):
    assert openbell("runs", "list")[1] == "no run is saved yet; `openbell backtest` saves one\n"
    assert json.loads(openbell("runs", "list", "--json")[1]) == {"runs": [], "damaged": []}


def test_json_numbers_that_are_not_finite_are_null(capsys):
    emit({"a": float("nan"), "b": float("inf"), "c": 0.1 + 0.2, "d": 1.0})
    assert json.loads(capsys.readouterr().out) == {"a": None, "b": None, "c": 0.1 + 0.2, "d": 1.0}


def test_a_table_shows_text_as_it_is_and_none_as_a_dash(capsys):
    table("", ("name", "value"), [("[bold]x[/bold]", None), ("y", 1234567.891)])
    out = capsys.readouterr().out
    assert "[bold]x[/bold]" in out
    assert "\N{EN DASH}" in out
    assert "1,234,567.89" in out or "1.23457e+06" in out


def test_logs_go_to_stderr_as_the_settings_say(capsys, monkeypatch):
    monkeypatch.setenv("OPENBELL_LOG_FORMAT", "json")
    monkeypatch.setenv("OPENBELL_LOG_LEVEL", "info")
    configure()
    logging.getLogger("engine.runs").info("saved %s", "x")
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["message"] == "saved x"
    monkeypatch.setenv("OPENBELL_LOG_FORMAT", "console")
    monkeypatch.setenv("OPENBELL_LOG_LEVEL", "warning")
    configure()
    logging.getLogger("engine.runs").info("not this")
    logging.getLogger("engine.runs").warning("but this")
    assert capsys.readouterr().err == "WARNING engine.runs: but this\n"


def test_a_json_log_record_carries_its_error():
    error = (RunError, RunError("why"), None)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "what", (), error)
    document = json.loads(JsonFormatter().format(record))
    assert "RunError: why" in document["error"]
    assert document["ts"].endswith("+00:00")


def test_the_modules_of_the_command_line_are_what_the_map_says():
    assert entry.app is app.app
    assert runs.app.info.help == "List, show, compare or verify saved runs."


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("keep one: on_conflict='keep-first' or", "keep one: --on-conflict keep-first or"),
        ("say which: names={'last': 'close'}", "say which: --map last=close"),
        ("give it, for example interval='1d'", "give it, for example --interval 1d"),
        ("(tz= names another)", "(--tz names another)"),
        ("risk stop=percent is fine", "risk stop=percent is fine"),
    ],
)
def test_messages_speak_of_flags(message, shown):
    assert flagged(message) == shown
