"""Norms: their titles, versions in time and articles, and the citations of them in texts."""
