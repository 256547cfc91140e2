"""Le terrain : un questionnaire du référentiel devient un formulaire, à l'écran ou sur le papier."""
