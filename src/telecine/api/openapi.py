"""The description of the API: names of operations that last, and the problems that every route may answer with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http import HTTPMethod
from typing import Any, Final, cast

from fastapi import FastAPI
from fastapi.routing import APIRoute

from telecine.api.problems import MEDIA_TYPE, phrase

_METHODS: Final = frozenset(method.lower() for method in HTTPMethod)
_OF_FASTAPI: Final = ("HTTPValidationError", "ValidationError")
_PROBLEM: Final = "#/components/schemas/Problem"
_ANY: Final = (403, 500, 503)
_SECURED: Final = (401, 429)
_WITH_INPUT: Final = (422,)
_WITH_BODY: Final = (400, 413)
_HEADERS: Final = {
    401: {"WWW-Authenticate": "How to log in."},
    403: {"WWW-Authenticate": "Given when a key is good, but not for this."},
    405: {"Allow": "The methods that there are."},
    429: {"Retry-After": "Seconds to wait."},
    503: {"Retry-After": "Seconds to wait."},
}

Document = dict[str, Any]


class DescribedApi(FastAPI):
    """FastAPI, with a description that is complete."""

    def openapi(self) -> Document:
        if self.openapi_schema is None:
            document = super().openapi()
            for path, method, operation in operations(document):
                _complete(operation, path, method)
            _add_problems(document)
        return cast("Document", self.openapi_schema)


def named(suffix: str = "") -> Callable[[APIRoute], str]:
    """Names of operations: the first tag and the function, as clients that are generated call them."""

    def name(route: APIRoute) -> str:
        tag = str(route.tags[0]) if route.tags else "api"
        head = "_head" if route.methods == {"HEAD"} else ""
        return f"{tag}_{route.name}{head}{suffix}"

    return name


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Every operation with its path and method."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                yield path, method, operation


def text_of(document: Document) -> str:
    """A document as it is written to a file."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _complete(operation: Document, path: str, method: str) -> None:
    """Say of an operation what stands between every request and its route."""
    answers: Document = operation["responses"]
    found = {int(status) for status, answer in answers.items() if int(status) >= 400 and _is_problem(answer)}
    found |= set(_ANY) - {int(status) for status in answers}
    if operation.get("security"):
        found |= set(_SECURED)
    if operation.get("parameters") or "{" in path:
        found |= set(_WITH_INPUT)
    if "requestBody" in operation or method in {"post", "put", "patch"}:
        found |= {*_WITH_BODY, *_WITH_INPUT}
    for status in sorted(found):
        answers[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}


def _is_problem(answer: Document) -> bool:
    """Whether an answer is a problem, or nothing else is said of it."""
    named_schemas = [_reference(kind) for kind in answer.get("content", {}).values()]
    known = (_PROBLEM, *(f"#/components/schemas/{name}" for name in _OF_FASTAPI))
    return not named_schemas or any(name in known for name in named_schemas)


def _reference(kind: Document) -> str:
    return str(kind.get("schema", {}).get("$ref", ""))


def _add_problems(document: Document) -> None:
    components = document["components"]
    for name in _OF_FASTAPI:
        components["schemas"].pop(name, None)
    used = {
        int(status)
        for _, _, operation in operations(document)
        for status, answer in operation["responses"].items()
        if "$ref" in answer
    }
    components["responses"] = {_name(status): _problem(status) for status in sorted(used)}


def _problem(status: int) -> Document:
    headers = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.get(status, {}).items()
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM}}}
    return {"description": phrase(status), "content": content, **({"headers": headers} if headers else {})}


def _name(status: int) -> str:
    return "".join(word for word in phrase(status).title() if word.isalnum())
