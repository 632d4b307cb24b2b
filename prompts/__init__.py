"""Every word that a model is told: one Markdown file per prompt, no logic."""
