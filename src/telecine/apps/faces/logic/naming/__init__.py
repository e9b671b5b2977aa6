"""Who a track is: people from photographs, the episode's own faces, and the groups that are shown."""
