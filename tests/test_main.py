"""The door of the program, tried as a process."""

import subprocess
import sys
import textwrap

IMPATIENT = textwrap.dedent(
    """
    import builtins, os, signal
    real = builtins.__import__

    def impatient(name, *rest):
        if name == "grokvoice.cli.main":
            os.kill(os.getpid(), signal.SIGINT)
        return real(name, *rest)

    builtins.__import__ = impatient
    from grokvoice.__main__ import main
    main()
    """
)


def test_ctrl_c_while_the_program_is_still_loading_leaves_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPATIENT], capture_output=True, text=True, timeout=20, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_the_module_runs_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "grokvoice", "--version"],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )

    assert done.stdout.startswith("grokvoice ")
