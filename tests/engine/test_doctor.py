"""The doctor finds what is wrong with an installation and says how to mend it."""

import json
from datetime import UTC, datetime
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from engine import doctor
from engine.doctor import examine


def installed(tmp_path: Path, **files: str) -> PathDistribution:
    folder = tmp_path / "openbell-0.1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.3\nName: openbell\nVersion: 0.1.0\n")
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return PathDistribution(folder)


def test_every_finding_that_is_not_well_has_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "home"))
    findings = examine(datetime(2026, 1, 2, tzinfo=UTC))
    assert {"python", "charts", "settings", "home", "compile cache", "clock"} <= {
        each.name for each in findings
    }
    assert [each.name for each in findings if (each.level != "ok") != bool(each.remedy)] == []
    assert not (tmp_path / "home").exists()


def test_an_old_python_fails():
    assert doctor.python((3, 10)).level == "fail"
    assert doctor.python((3, 11)).level == "ok"


def test_a_missing_distribution_fails(monkeypatch):
    monkeypatch.setattr(doctor, "DISTRIBUTION", "openbell-that-is-not-there")
    (finding,) = doctor.packages()
    assert (finding.name, finding.level) == ("distribution", "fail")
    assert list(doctor.dependencies()) == []


def test_an_installed_wheel_owns_the_folder_beside_it(tmp_path):
    own = installed(tmp_path, RECORD="kernels/__init__.py,,\n")
    assert doctor.places(own, "kernels") == [tmp_path / "kernels" / "__init__.py"]


def test_an_editable_install_owns_the_folders_of_its_checkout(tmp_path):
    checkout = tmp_path / "my checkout"
    address = json.dumps({"url": checkout.as_uri(), "dir_info": {"editable": True}})
    own = installed(tmp_path, direct_url__json=address)
    assert doctor.places(own, "kernels") == [checkout / "kernels" / "__init__.py"]


def test_another_projects_package_of_the_same_name_fails(tmp_path):
    other = tmp_path / "other" / "kernels" / "__init__.py"
    ours = tmp_path / "kernels" / "__init__.py"
    finding = doctor.ownership("kernels", other, [ours], [])
    assert finding.level == "fail"
    assert str(other.parent) in finding.message
    assert "environment of its own" in finding.remedy


def test_another_project_in_the_same_folder_fails(tmp_path):
    ours = tmp_path / "kernels" / "__init__.py"
    finding = doctor.ownership("kernels", ours, [ours], ["kernels"])
    assert finding.level == "fail"
    assert finding.remedy.startswith("pip uninstall kernels;")


def test_a_package_that_cannot_be_imported_fails(tmp_path):
    assert doctor.ownership("service", None, [tmp_path], []).level == "fail"


def test_our_own_package_is_well(tmp_path):
    ours = tmp_path / "kernels" / "__init__.py"
    assert doctor.ownership("kernels", ours, [ours], []).level == "ok"


@pytest.mark.parametrize(
    ("requirement", "parts"),
    [
        ("numpy>=2.2", ("numpy", "2.2")),
        ("typing-extensions>=4.6,<5", ("typing-extensions", "4.6")),
        ("rich", ("rich", "0")),
    ],
)
def test_a_requirement_has_a_name_and_a_least_version(requirement, parts):
    assert doctor.split(requirement) == parts


@pytest.mark.parametrize(
    ("version", "level"),
    [("", "fail"), ("1.9.9", "fail"), ("2.2", "ok"), ("2.10.0rc1", "ok"), ("3", "ok")],
)
def test_a_library_is_compared_by_numbers_not_by_letters(version, level):
    assert doctor.dependency("numpy", version, "2.2").level == level


def test_settings_that_cannot_be_read_fail_and_unread_variables_warn(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path))
    monkeypatch.setenv("OPENBELL_CAPITOL", "5")
    assert doctor.configuration().level == "warn"
    (tmp_path / "openbell.toml").write_text("capital = -1\n")
    assert doctor.configuration().level == "fail"
    assert doctor.home_folder().level == "fail"


def test_a_home_that_cannot_be_a_folder_fails(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "file" / "home"))
    finding = doctor.home_folder()
    assert finding.level == "fail"
    assert "OPENBELL_HOME" in finding.remedy


def test_a_full_disk_warns(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path))
    monkeypatch.setattr(doctor, "ENOUGH_DISK", float("inf"))
    assert doctor.home_folder().level == "warn"


def test_an_empty_compile_cache_is_said_to_be_empty(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert "empty" in doctor.compiled().message
    (tmp_path / "kernels_1").mkdir()
    (tmp_path / "kernels_1" / "step.nbi").write_bytes(b"")
    assert doctor.compiled().message.endswith("warm")


def test_a_clock_before_the_release_fails():
    assert doctor.clock(datetime(1970, 1, 1, tzinfo=UTC)).level == "fail"
