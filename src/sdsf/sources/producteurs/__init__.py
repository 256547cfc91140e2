"""Ouvrir ce que les producteurs publient : tailles bornées, cellules comprises, relevés du contrat."""
