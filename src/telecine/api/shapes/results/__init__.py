"""What was found in a video, over the wire."""
