"""What the commands on people share: whom they are about, and asking before what cannot be taken back."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from telecine.cli.session import Session
from telecine.kernel.errors import Cancelled, UserError

PersonName = Annotated[
    str, typer.Argument(metavar="NAME", help="Name or id, as `telecine people list` shows it.", show_default=False)
]
YesOption = Annotated[bool, typer.Option("--yes", metavar="", help="Do not ask.")]


def confirm(session: Session, told: str, *, yes: bool) -> None:
    """Say what will happen and ask, unless the answer was given.

    Raises UserError where nobody can be asked, Cancelled when the answer is no.
    """
    if yes:
        return
    if session.screen.is_json or not sys.stdin.isatty():
        raise UserError(f"{told} Say --yes to do it.", code="not_asked")
    session.screen.say(told)
    if not typer.confirm("Do it?", default=False, err=True):
        raise Cancelled("Nothing was changed.")
