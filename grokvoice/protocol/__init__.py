"""The wire: events both ways, their parts, and one codec; pure, shared by client and simulator."""
