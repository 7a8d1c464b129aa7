"""The guide on paper: PDFs of each stage, of the six stages in short, and of the whole guide. See docs/decisions/0015."""
