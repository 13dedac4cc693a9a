"""Reconciliation: what a node makes of commands whose issuer may not have seen what happened meanwhile.

A node is the one place where the writes to a device are put in order. Each write that is carried out takes
the device's next revision and becomes the last writer of one aspect: power, target, pools, firmware,
credentials, cooling, or the set of holds. A server's command carries the revision that its issuer saw. The
clock never decides who wins.

Rules, one a file in `rules`, held by `merge.Merge` and by nothing else:

- No command of a server changes an aspect that was last changed on site after its base.
- Nothing is started or raised while a hold is in force. The strictest hold is the level; lifting one
  leaves the others; what the device did before the first comes back after the last.
- A hold for safety is lifted on site, or by somebody entitled to it who saw it.
- A reboot is an event: one that comes after another is dropped, never caught up on.
- What a server's command lost to something its issuer had not seen is a conflict, which a person decides.
  Until then schedules do not write to that aspect.

Precedence: safety on site, then the curtailment engine, then operators, then schedules.
"""
