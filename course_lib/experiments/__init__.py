"""What a lecture shows: runs the code of the rooms below and returns plain arrays."""
