"""小智. `python main.py` opens the kiosk; `python main.py --help` lists the commands."""

from kiosk.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
