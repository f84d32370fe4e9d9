"""小智. `python main.py` opens the kiosk; `python main.py --help` lists the commands."""

import os

# Before numpy and the engines are loaded: two cores are all there is, and threads that spin while they wait
# for one another made a recognition of one second take twenty on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("KMP_BLOCKTIME", "0")

from kiosk.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
