"""Les estimations d'une enquête : fonctions pures, de réponses vérifiées à des parts et leur intervalle.

La bibliothèque ``svy`` ne se charge que dans ``echantillon`` et ``comparaison``.
"""
