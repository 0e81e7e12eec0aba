"""The world outside, plugged into the ports by assembly."""
