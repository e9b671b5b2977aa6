"""What was found in a video: by the newest run, or by another one of it."""
