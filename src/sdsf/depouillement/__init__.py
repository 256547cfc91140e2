"""Dépouiller un export d'enquête (LimeSurvey, Kobo, CSV, classeur) : des colonnes aux réponses vérifiées."""
