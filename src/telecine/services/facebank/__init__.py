"""Photographs of people: judged when they come, and compared with whom the home knows."""
