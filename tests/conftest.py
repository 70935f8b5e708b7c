"""What all tests share: where the project's ../shared folder lies, and a skip with a reason where it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# CI tries the same examples in every run, so that it is green or red for what was changed; elsewhere they are new each time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the five papers, their gold and the scoring tools; skip where it is absent."""
    folder = Path(os.environ.get("ZHITU_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip(f"no papers under {folder}/seeds; set ZHITU_SHARED to the folder that holds them")
    return folder
