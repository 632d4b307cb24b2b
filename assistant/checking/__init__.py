"""Check a text against sources: every figure and every cited norm proven, contradicted or unproven."""
