"""Les sections des rapports : d'un dossier vers des blocs à montrer. Un module par sujet."""
