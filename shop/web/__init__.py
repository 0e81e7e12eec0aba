"""HTTP plumbing shared by all screens; no shop rules."""
