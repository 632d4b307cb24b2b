"""Headless Chromium drives the real page."""
