"""Le référentiel national : indicateurs communs, unités, sources, avertissements, départements."""
