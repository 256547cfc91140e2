"""L'accueil du jeune enfant : les sections que plusieurs rapports montrent."""
