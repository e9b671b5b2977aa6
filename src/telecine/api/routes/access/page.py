"""A page to log in with, which needs no other file."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}
label,input,button{display:block;width:100%;box-sizing:border-box;font:inherit}
input,button{padding:.5rem;margin:.25rem 0 1rem}
"""
_SCRIPT: Final = """
const form = document.querySelector("form"), said = document.querySelector("output");
async function logIn(key) {
  said.textContent = "One moment ...";
  const answer = await fetch("auth/login", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({key}),
  });
  const body = await answer.json();
  form.hidden = answer.ok;
  said.textContent = answer.ok ? `You are logged in as ${body.name} (${body.role}).` : body.detail;
}
form.addEventListener("submit", (event) => { event.preventDefault(); logIn(form.elements.key.value.trim()); });
const link = new URLSearchParams(location.hash.slice(1)).get("link");
if (link) { history.replaceState(null, "", location.pathname); logIn(link); }
"""
_PAGE: Final = f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Log in to Telecine</title>
<style>{_STYLE}</style></head>
<body><h1>Telecine</h1>
<form><label for="key">Key</label><input id="key" name="key" type="password" autocomplete="current-password" required>
<button>Log in</button></form>
<output role="status" aria-live="polite"></output>
<script>{_SCRIPT}</script></body></html>
"""


def _allowed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_POLICY: Final = (
    f"default-src 'none'; script-src {_allowed(_SCRIPT)}; style-src {_allowed(_STYLE)}; connect-src 'self';"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

router = APIRouter(tags=["auth"])


@router.get("/login", response_class=HTMLResponse)
def login_page() -> HTMLResponse:
    """A page with one field, for a key; a one-time link leads here and logs in by itself."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})
