"""`python -m eval run [TASK...]`: run tasks and write their numbers, with commit, models and machine."""

from eval.runs import main

main()
