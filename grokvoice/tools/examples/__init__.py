"""Tool files worth having, and worth reading before writing one: `--tools PATH/clock.py`."""
