"""Les faits : relevés, avancement, réunions… lus et vérifiés (dossier ``data/``)."""
