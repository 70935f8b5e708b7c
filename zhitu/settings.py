"""The settings of one run, built once from defaults, `zhitu.toml` and the environment, and passed down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.limits import Limits
    from graph.sparql_server import Address

PREFIX = "ZHITU_"
CONFIG_NAME = "zhitu.toml"
CONFIG_VARIABLE = "ZHITU_CONFIG"
_SECRET = ("store_user", "store_password")
_YES_NO = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False, "": False}


class SettingsError(Exception):
    """A setting is unknown or has a value of the wrong kind."""


def default_cache(environment: Mapping[str, str]) -> Path:
    """Return the user's cache folder for Zhitu on this system."""
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        if environment.get(variable):
            return Path(environment[variable]) / "zhitu"
    return Path(environment.get("HOME") or environment.get("USERPROFILE") or ".") / ".cache" / "zhitu"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run may be told beside its command line; docs/guide/settings.md documents each.

    The name of the environment variable is `ZHITU_` and the field's name in capitals; that of the key in `zhitu.toml` the field's name.
    """

    kb: Path = Path("kb")
    cache: Path = field(default_factory=lambda: default_cache(os.environ))
    base_iri: str = "https://w3id.org/zhitu/"
    profile: str = "full"
    model: str = ""
    max_file_mb: int = 100
    max_pages: int = 3000
    max_markup_mb: int = 50
    max_archive_files: int = 10000
    max_archive_mb: int = 1000
    query_seconds: float = 60.0
    store_query_url: str = ""
    store_update_url: str = ""
    store_graph_url: str = ""
    store_user: str = ""
    store_password: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    debug: bool = False

    def with_kb(self, kb: Path | None) -> Settings:
        """Return these settings with the knowledge base of the command line, where one was given."""
        return self if kb is None else replace(self, kb=kb)

    def limits(self) -> Limits:
        """Return the sizes up to which sources are read."""
        from corpus.limits import MEGABYTE, Limits

        return Limits(
            file_bytes=self.max_file_mb * MEGABYTE,
            pages=self.max_pages,
            markup_bytes=self.max_markup_mb * MEGABYTE,
            archive_files=self.max_archive_files,
            archive_bytes=self.max_archive_mb * MEGABYTE,
        )

    def server(self) -> Address | None:
        """Return the SPARQL server that holds the graphs, None where they are in the knowledge base folder.

        Raises SettingsError where addresses do not go together.
        """
        if not (self.store_query_url or self.store_update_url or self.store_graph_url):
            return None
        if not self.store_query_url or not self.store_update_url:
            raise SettingsError(
                "a store on a server needs both ZHITU_STORE_QUERY_URL and ZHITU_STORE_UPDATE_URL; set the one that is missing"
            )
        from graph.sparql_server import Address, ServerError

        urls = self.store_query_url, self.store_update_url, self.store_graph_url
        try:
            return Address(*urls, self.store_user, self.store_password, self.query_seconds)
        except ServerError as error:
            raise SettingsError(str(error)) from error


def load_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """Return the settings for a run in `folder`: defaults, then `zhitu.toml` there (or ZHITU_CONFIG), then the environment.

    Raises SettingsError that names the file or variable, its value and what is allowed.
    """
    chosen = environment.get(CONFIG_VARIABLE)
    path = Path(chosen) if chosen else folder / CONFIG_NAME
    values: dict[str, object] = _from_file(path) if chosen or path.is_file() else {}
    for item in fields(Settings):
        variable = PREFIX + item.name.upper()
        if variable in environment:
            values[item.name] = _converted(variable, environment[variable], getattr(_DEFAULTS, item.name))
    return replace(Settings(cache=default_cache(environment)), **values)  # pyright: ignore[reportArgumentType] - _converted gave each its type


def _from_file(path: Path) -> dict[str, object]:
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}); correct {CONFIG_VARIABLE} or unset it") from error
    except ValueError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error
    allowed = [item.name for item in fields(Settings)]
    values: dict[str, object] = {}
    for key, value in table.items():
        if key in _SECRET:
            raise SettingsError(f"{path} holds {key}, which files must not; set the variable {PREFIX}{key.upper()} instead")
        if key not in allowed:
            raise SettingsError(f"{path} has an unknown setting {key!r}; allowed are {', '.join(allowed)}")
        converted = _converted(f"{path}: {key}", value, getattr(_DEFAULTS, key))
        # a folder named in a file is meant from where the file lies
        values[key] = path.parent / converted if isinstance(converted, Path) else converted
    return values


def _converted(name: str, value: object, default: object) -> object:
    """Return `value` as the type of `default`."""
    try:
        if isinstance(default, bool):
            return _YES_NO[str(value).strip().lower()]
        if isinstance(default, int | float):
            number = type(default)(str(value))
            if number <= 0:
                raise ValueError(value)
            return number
    except (ValueError, KeyError):
        wanted = "1 or 0" if isinstance(default, bool) else "a whole number above 0" if isinstance(default, int) else "a number above 0"
        raise SettingsError(f"{name} has value {str(value)!r}; it must be {wanted}") from None
    if isinstance(default, Path):
        if not value:
            raise SettingsError(f"{name} is empty; it must be a folder")
        return Path(str(value)).expanduser()
    return str(value)


_DEFAULTS = Settings(cache=Path("cache"))


def current_settings() -> Settings:
    """Return the settings of this process, from its environment and working folder."""
    return load_settings(os.environ, Path.cwd())
