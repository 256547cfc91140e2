"""La collecte par classeurs : un classeur par pilote, ses réponses relues, ce qui manque, les relances."""
