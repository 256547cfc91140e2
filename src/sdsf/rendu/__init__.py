"""De la valeur à ce qui se lit : nombres, phrases, blocs, tableaux, figures. Aucune lecture de fichier."""
