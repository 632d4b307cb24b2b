"""The web pages: rendering and events, no business rule."""
