"""Tests of the shop's commands."""
