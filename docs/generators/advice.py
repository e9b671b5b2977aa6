"""What somebody can do about each code: the table is `telecine.kernel.advice`, where the API reads it, too.

A code without a line there stops the generator, and with it the tests.
"""

from __future__ import annotations

from telecine.kernel.advice import ADVICE

__all__ = ["ADVICE"]
