"""`python -m assistant` is `fazhi`."""

from assistant.cli import main

main()
