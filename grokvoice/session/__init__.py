"""The conversation as a machine: events in, commands out, time as an argument."""
