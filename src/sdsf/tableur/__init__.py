"""Le plan entier en classeur de tableur, et retour : pour qui n'écrira jamais de YAML."""
