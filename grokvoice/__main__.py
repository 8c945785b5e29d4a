"""The door: `grokvoice` and `python -m grokvoice` both come in here.

Loading the program takes a tenth of a second, and Ctrl-C may come in it.
"""

import gc
import sys


def main() -> None:
    """Run the program; an impatient Ctrl-C ends it without a traceback."""
    try:
        # Loading makes no garbage; looking for it would take a tenth of the time.
        gc.disable()
        from grokvoice.cli.main import main as run

        gc.enable()
        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
