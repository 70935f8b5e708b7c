"""Settings come from the environment before the file before the defaults, wrong ones are named, and all are documented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from zhitu.settings import CONFIG_VARIABLE, PREFIX, Settings, SettingsError, load_settings

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "settings.md"


def test_every_setting_is_documented_with_its_variable_and_default() -> None:
    rows = {row[0]: row for row in re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.+?) \| .+ \|$", GUIDE.read_text(encoding="utf-8"), re.M)}
    assert set(rows) == {item.name for item in fields(Settings)}
    defaults = Settings()
    for name, (_, variable, default) in rows.items():
        assert variable == PREFIX + name.upper()
        value = getattr(defaults, name)
        if name not in ("cache", "model"):  # these two depend on the system and on what is shipped
            shown = str(int(value)) if isinstance(value, bool | float) else str(value)
            assert default.strip("`") == shown or (not shown and default.startswith("empty"))
    assert CONFIG_VARIABLE in GUIDE.read_text(encoding="utf-8")


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    (tmp_path / "zhitu.toml").write_text('kb = "mine"\nport = 9000\nquery_seconds = 5', encoding="utf-8")
    settings = load_settings({"ZHITU_PORT": "9100"}, tmp_path)
    assert (settings.kb, settings.port, settings.query_seconds, settings.profile) == (tmp_path / "mine", 9100, 5.0, "full")
    assert settings.with_kb(Path("other")).kb == Path("other")
    assert settings.with_kb(None) is settings


def test_the_cache_is_the_users(tmp_path: Path) -> None:
    assert load_settings({"XDG_CACHE_HOME": "/x"}, tmp_path).cache == Path("/x/zhitu")
    assert load_settings({"HOME": "/home/u"}, tmp_path).cache == Path("/home/u/.cache/zhitu")
    assert load_settings({"HOME": "/home/u", "ZHITU_CACHE": "/c"}, tmp_path).cache == Path("/c")


@pytest.mark.parametrize(
    ("environment", "file", "message"),
    [
        ({"ZHITU_PORT": "many"}, "", "ZHITU_PORT has value 'many'; it must be a whole number above 0"),
        ({"ZHITU_QUERY_SECONDS": "-1"}, "", "a number above 0"),
        ({"ZHITU_DEBUG": "perhaps"}, "", "1 or 0"),
        ({"ZHITU_KB": ""}, "", "ZHITU_KB is empty"),
        ({}, "prot = 1", r"zhitu\.toml has an unknown setting 'prot'; allowed are kb, cache"),
        ({}, "port = ", r"zhitu\.toml is not valid TOML"),
        ({"ZHITU_CONFIG": "absent.toml"}, "", r"absent\.toml cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path: Path, environment: dict[str, str], file: str, message: str) -> None:
    (tmp_path / "zhitu.toml").write_text(file, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_settings(environment, tmp_path)


def test_a_password_in_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zhitu.toml").write_text('store_password = "geheim"', encoding="utf-8")
    with pytest.raises(SettingsError, match="ZHITU_STORE_PASSWORD") as caught:
        load_settings({}, tmp_path)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ZHITU_STORE_QUERY_URL": "http://127.0.0.1:1/query"}, "ZHITU_STORE_UPDATE_URL"),
        ({"ZHITU_STORE_QUERY_URL": "nowhere", "ZHITU_STORE_UPDATE_URL": "nowhere"}, "http://HOST:PORT"),
    ],
)
def test_half_an_address_of_a_server_is_refused(tmp_path: Path, environment: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load_settings(environment, tmp_path).server()
