"""Prouver un rapport, ou dire en quoi deux diffèrent, d'après leurs manifestes."""
