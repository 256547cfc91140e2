"""Ce que la commission d'évaluation d'un département écrit : constats, réponses, hypothèses éprouvées."""
