"""Settings come from the defaults, one file and the environment, and say where from."""

from pathlib import Path

import msgspec
import pytest

from engine import settings
from engine.errors import ConfigError


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"OPENBELL_HOME": str(tmp_path), **more}


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "openbell.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_every_value_is_the_default_and_home_the_variable(tmp_path):
    found = settings.resolve(environment(tmp_path))
    assert found.settings == settings.Settings(home=str(tmp_path))
    assert found.file is None
    assert found.origins == {
        "home": "OPENBELL_HOME",
        "log_level": "default",
        "log_format": "default",
        "capital": "default",
    }


def test_without_a_variable_home_is_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "default_home", lambda: tmp_path / "data")
    assert settings.resolve({}).settings.home == str(tmp_path / "data")


def test_a_file_in_the_home_folder_is_read_and_its_line_named(tmp_path):
    file = write(tmp_path, '# mine\nlog_level = "info"\n\ncapital = 25_000\n')
    found = settings.resolve(environment(tmp_path))
    assert found.settings.capital == 25_000.0
    assert isinstance(found.settings.capital, float)
    assert found.origins["log_level"] == f"{file}:2"
    assert found.origins["capital"] == f"{file}:4"


def test_the_environment_overrides_the_file(tmp_path):
    write(tmp_path, "capital = 1\n")
    found = settings.resolve(environment(tmp_path, OPENBELL_CAPITAL="2.5e4"))
    assert found.settings.capital == 25_000.0
    assert found.origins["capital"] == "OPENBELL_CAPITAL"


def test_a_named_file_may_set_home(tmp_path):
    file = write(tmp_path, f"home = {msgspec.json.encode(str(tmp_path / 'h')).decode()}\n")
    found = settings.resolve({"OPENBELL_CONFIG": str(file)})
    assert found.settings.home == str(tmp_path / "h")
    assert found.origins["home"] == f"{file}:1"


def test_the_file_in_home_may_not_move_home(tmp_path):
    write(tmp_path, 'home = "/elsewhere"\n')
    with pytest.raises(ConfigError, match=r"openbell\.toml:1: home cannot be set"):
        settings.resolve(environment(tmp_path))


def test_a_relative_home_becomes_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert settings.resolve({"OPENBELL_HOME": "here"}).settings.home == str(tmp_path / "here")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("capitol = 1\n", r"openbell\.toml:1: unknown setting 'capitol': did you mean 'capital'\?"),
        ("\n[zzz]\na = 1\n", r"openbell\.toml:2: unknown setting 'zzz'; known: home, log_level"),
        ("capital = -1\n", r"openbell\.toml:1: capital = -1: "),
        ("capital = inf\n", r"openbell\.toml:1: capital = inf: "),
        ("capital = nan\n", r"openbell\.toml:1: capital = nan: "),
        ('capital = "1"\n', r"openbell\.toml:1: capital = '1': Expected `float`"),
        ('log_level = "loud"\n', r"openbell\.toml:1: log_level = 'loud': "),
        ("capital = = 1\n", r"openbell\.toml: is not TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_file_line_and_key(tmp_path, text, message):
    write(tmp_path, text)
    with pytest.raises(ConfigError, match=message):
        settings.resolve(environment(tmp_path))


def test_a_missing_named_file_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        settings.resolve({"OPENBELL_CONFIG": str(tmp_path / "none.toml")})


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "openbell.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        settings.resolve(environment(tmp_path))


@pytest.mark.parametrize("value", ["lots", "0", "nan", "-5"])
def test_a_wrong_variable_is_refused_by_its_name(tmp_path, value):
    with pytest.raises(ConfigError, match="OPENBELL_CAPITAL: capital"):
        settings.resolve(environment(tmp_path, OPENBELL_CAPITAL=value))


def test_a_variable_that_nothing_reads_is_reported_with_the_nearest(tmp_path):
    found = settings.resolve(environment(tmp_path, OPENBELL_LOGLEVEL="info", OPENBELL_DEBUG="1"))
    assert found.unknown == (
        "OPENBELL_LOGLEVEL: nothing reads this variable: did you mean 'OPENBELL_LOG_LEVEL'?",
    )


def test_the_template_is_a_settings_file_of_the_defaults(tmp_path):
    text = settings.template()
    uncommented = text.replace("# log", "log").replace("# capital", "capital")
    write(tmp_path, "\n".join(row for row in uncommented.splitlines() if " = " in row))
    found = settings.resolve(environment(tmp_path))
    assert found.settings == settings.Settings(home=str(tmp_path))
    assert sum(origin.startswith(str(tmp_path)) for origin in found.origins.values()) == 3
    write(tmp_path, text)
    assert settings.resolve(environment(tmp_path)).settings == found.settings
