"""From detections to tracks: pure functions and state machines over arrays and instants."""
