"""Measure the product: tasks of cases, what is run, scorers; numbers go to eval/results."""
