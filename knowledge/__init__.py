"""What is known: documents, passages, figures, norms, retrieval."""
