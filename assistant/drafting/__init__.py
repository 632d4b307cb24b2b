"""Draft this year's report from last year's, this year's material and the rules."""
