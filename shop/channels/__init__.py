"""The doors through which people meet the shop."""
