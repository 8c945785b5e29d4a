"""How fast the core and the simulator talk to each other, joined by function calls.

python -m tests.benchmarks.bench_pair
"""

import sys
import time

from grokvoice.session.updates import Interrupted
from tests.pair import Pair, hour_of_interruptions


def main() -> None:
    """Run an hour with a thousand barge-ins, and say how long it took."""
    pair = Pair(hour_of_interruptions())
    real_s, cpu_s = time.perf_counter(), time.process_time()

    pair.run(longest_s=4000.0)

    real_s, cpu_s = time.perf_counter() - real_s, time.process_time() - cpu_s
    cuts = len(pair.only(Interrupted))
    sys.stdout.write(
        f"{pair.now:.0f} s of talk, {cuts} barge-ins: {real_s:.2f} s real, {cpu_s:.2f} s CPU, "
        f"{pair.now / real_s:.0f} times real time, {real_s / cuts * 1000:.2f} ms a barge-in\n"
    )


if __name__ == "__main__":
    main()
