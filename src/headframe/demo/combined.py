"""`headframe demo`: simulated miners, a combined server beside them, and the main job done once."""

from headframe.cli.client import Client
from headframe.demo.fleet import DemoFleet
from headframe.demo.flow import Scan, bring_in, connected, watch
from headframe.demo.line import LiveLine
from headframe.demo.stage import HOST, Stage, program


def play(stage: Stage, fleet: DemoFleet) -> None:
    """Until Ctrl-C."""
    stage.check([fleet])
    served = ["combined", "--state-dir", str(stage.directory / "combined"), "--log-level", "warning"]
    served += ["--host", HOST, "--port", str(stage.port), *stage.store_options, *stage.miner_options(fleet)]
    line = LiveLine()
    with stage.children() as children:
        children.start("headframe.minersim", stage.simulator_options(fleet), stage.directory / "sim.log")
        children.start("headframe", served, stage.directory / "combined.log", shown=True)
        profile = connected(stage.profile, f"http://{HOST}:{stage.port}", children.running)
        with Client(profile) as client:
            bring_in(client, [Scan(fleet.targets)], line, children.running)
            line.end(f"In a second terminal: {program()} devices list")
            watch(client, line, children.running)
