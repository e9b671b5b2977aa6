"""What was found in a video, read for people who look at it: opened once, found by run, indexed by time."""
