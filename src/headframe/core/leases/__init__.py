"""Leases of standby pairs: at any instant at most one node of a pair may write to a device.

A node's authority is a promise by every other possible writer not to write. The server gives that promise
by proxy, as a lease; where the server is out of reach the peer may give it directly, for one lease time.

Rules, held by the classes here and by nothing else:

- The grantor, server or peer, waits `LeaseTiming.wait` from the moment it answers; the holder counts
  `ttl` from the moment it asked. Both on monotonic clocks that drift apart by at most `drift`.
- A grant counts only for a question that is still open. Release, promise and restart close all questions.
- Every write carries a label (epoch, local) that never decreases at a device. An epoch that has ended, by
  release, promise or restart, is never written under again.
- After its database was restored, the server grants nothing to anybody for one wait.
- After a process restart, writes of the process before may still be on the wire: no promise and no release
  for one write bound. After a host restart the old deadlines mean nothing: a full wait without writing.
- A write must be over before the authority is: it starts only with its bound and the margin to spare.

What this does not cover: a pause between the check and the wire longer than the margin. The check belongs
right before the send, with the remaining time as the socket's deadline.
"""
