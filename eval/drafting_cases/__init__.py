"""What drafts must hold: the sample case as data, and generated ones."""
