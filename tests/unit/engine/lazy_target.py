"""A run function for the test of lazy import."""


def run(seen: list[object], params: object) -> None:
    """Note what came."""
    seen.append(params)
