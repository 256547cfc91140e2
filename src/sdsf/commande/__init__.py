"""Ce que la commande dit à l'écran : listes, vérification, explications, aide en français."""
