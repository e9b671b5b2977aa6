"""The sample episode: footage composed from photographs, whose content is known exactly."""

from telecine.adapters.sources.sample.compose import Sample, compose_sample

__all__ = ["Sample", "compose_sample"]
