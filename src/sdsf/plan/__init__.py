"""Le plan d'action d'un schéma : ses modèles, sa lecture, ses contrôles."""
