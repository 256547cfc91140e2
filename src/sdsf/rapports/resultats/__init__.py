"""Le bilan des résultats : trajectoires, évolutions, dispersion, ce que rien ne mesure."""
