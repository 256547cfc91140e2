"""Le secret statistique : cacher les petits effectifs, et ce qui permettrait de les recalculer."""
