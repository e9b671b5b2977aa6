"""`python -m telecine.cli`: the same as `telecine`."""

from __future__ import annotations

import sys

from telecine.cli import main

if __name__ == "__main__":
    sys.exit(main())
