"""Zhitu works from a wheel built out of its sdist, in an environment that does not see the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPEN_RESOURCES = """
from importlib.resources import files
import zhitu
print(zhitu.__file__)
for package, ending in (("ontology", ".ttl"), ("queries", ".rq"), ("zhitu", ".tsv"), ("extract", ".tsv"), ("corpus", ".md")):
    waiting = list(files(package).iterdir())
    found = []
    while waiting:
        item = waiting.pop()
        if item.is_dir():
            waiting += item.iterdir()
        elif item.name.endswith(ending):
            found.append(item)
    assert found, f"no {ending} in {package}"
    assert all(item.read_text(encoding="utf-8").strip() for item in found), package
"""


def run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.slow
def test_the_wheel_of_the_sdist_runs_and_carries_its_data(tmp_path: Path) -> None:
    """Source distribution, wheel out of it, new environment, `zhitu --version`, data files by importlib.resources.

    The wheel is installed without its dependencies: they are gigabytes. The third-party packages are lent by the environment that runs
    the test, through a .pth line, which does not follow that environment's own editable installs; so this shows that the wheel is
    complete, not that its list of dependencies is. `make demo` in a fresh clone shows the latter.
    """
    run(sys.executable, "-m", "build", "--outdir", tmp_path, ROOT, cwd=tmp_path)  # without --wheel: sdist first, the wheel out of it
    (wheel,) = tmp_path.glob("zhitu-*.whl")
    assert list(tmp_path.glob("zhitu-*.tar.gz"))

    home = tmp_path / "environment"
    venv.create(home, with_pip=True)
    folder = home / ("Scripts" if os.name == "nt" else "bin")
    run(folder / "python", "-m", "pip", "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    packages = Path(run(folder / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    assert run(folder / "zhitu", "--version", cwd=tmp_path).startswith("zhitu ")
    where = run(folder / "python", "-c", OPEN_RESOURCES, cwd=tmp_path)
    assert where.startswith(str(packages))
