"""Generate `headframe.wire.gen` from `proto/`; with `--check`, only say whether it is stale.

Messages come from grpcio-tools' protoc, the driver service as gRPC stubs (it runs on a UNIX socket),
the gateway service as Connect handlers and clients.
"""

import argparse
import filecmp
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "proto"
TARGET = ROOT / "src" / "headframe" / "wire" / "gen"
PACKAGES = ("miner", "driver", "gateway")
HEADER = "# Generated from proto/ by tools/generate_protos.py: change the .proto, then `make protos`.\n"


def protoc(out: Path, *, package: str) -> None:
    """Run protoc for one package with the plugins that its service needs."""
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}"]
    command += [f"--python_out={out}", f"--pyi_out={out}"]
    if package == "driver":
        command.append(f"--grpc_python_out={out}")
    if package == "gateway":
        plugin = Path(sys.executable).with_name("protoc-gen-connectrpc")
        command += [f"--plugin={plugin}", f"--connectrpc_out={out}"]
        command.append("--connectrpc_opt=protobuf=google")
    command.append(str(PROTO / "headframe" / package / "v1" / f"{package}.proto"))
    subprocess.run(command, check=True)


def rewrite_imports(source: str) -> str:
    """Point absolute imports at the package the code really lives in."""
    for package in PACKAGES:
        for opening in ("from", "import"):
            source = source.replace(
                f"{opening} headframe.{package}.v1", f"{opening} headframe.wire.gen.{package}.v1"
            )
    return source


def generate(target: Path) -> None:
    """Write the whole generated tree to `target`."""
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            protoc(Path(scratch), package=package)
        for produced in sorted(Path(scratch, "headframe").rglob("*.py*")):
            relative = produced.relative_to(Path(scratch, "headframe"))
            destination = target / relative
            destination.parent.mkdir(parents=True, exist_ok=True)
            destination.write_text(HEADER + rewrite_imports(produced.read_text()))
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        (folder / "__init__.py").write_text('"""Generated wire code."""\n')


def stale(target: Path) -> list[str]:
    """Names of committed files that differ from, or are missing beside, a fresh generation."""
    with tempfile.TemporaryDirectory() as scratch:
        generate(Path(scratch))
        fresh = {path.relative_to(scratch) for path in Path(scratch).rglob("*.py*")}
        kept = {path.relative_to(target) for path in target.rglob("*.py*") if "__pycache__" not in path.parts}
        differing = {
            name
            for name in fresh & kept
            if not filecmp.cmp(Path(scratch, name), target / name, shallow=False)
        }
        return sorted(str(name) for name in (fresh ^ kept) | differing)


def main() -> int:
    """Generate, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")
    if parser.parse_args().check:
        names = stale(TARGET)
        for name in names:
            print(f"stale: {name}", file=sys.stderr)
        if names:
            print("run `make protos` and commit the result", file=sys.stderr)
        return 1 if names else 0
    generate(TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
