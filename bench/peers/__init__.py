"""Other feature servers on the same rows, asked the same questions in the same run."""
