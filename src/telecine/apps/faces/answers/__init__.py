"""Questions about finished jobs that this application answers."""
