"""The report as a printed document."""
