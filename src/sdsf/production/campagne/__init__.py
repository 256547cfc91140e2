"""Produire en nombre : la liste, ce qui se réemploie, les ouvriers, le journal, la page."""
