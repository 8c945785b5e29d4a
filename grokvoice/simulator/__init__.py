"""The other end of the wire: a pure brain and the loopback server around it."""
