"""La saisie de l'avancement et des indicateurs : un formulaire par action, par étape ou par indicateur.

``formulaire`` dit ce que l'on demande et ce qui ne va pas, sans écran ; ``historique`` montre ce que l'on
sait déjà ; ``brouillon`` garde ce qui n'est pas encore enregistré ; ``ecran`` assemble les contrôles.
"""
