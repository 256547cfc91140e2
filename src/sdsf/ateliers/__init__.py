"""Les ateliers : des réglages que la commission bouge, et ce qu'ils changent, dans un carnet ouvert."""
