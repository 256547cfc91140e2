# Les verbes du projet. « make » seul les affiche.
DEPARTEMENT ?= 13
ANNEE ?= 2024
RAPPORT ?= point_annuel

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
INSTALLE := .venv/.installe
# Où l'on interdit à Python de garder ce qu'il a compilé, chaque commande recompilerait pandas et les autres.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := aide
.PHONY: aide bilan test verifier style types donnees lab mesure docs site exemple installer

aide: ## affiche cette aide
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

bilan: installer ## produit un rapport : DEPARTEMENT=13 ANNEE=2024 RAPPORT=point_annuel
	@$(BIN)/sdsf produire "$(DEPARTEMENT)" "$(ANNEE)" --rapport "$(RAPPORT)"
	@echo "Le rapport : reports/$(DEPARTEMENT)/$(ANNEE)/$(RAPPORT).html (tous les rapports : reports/index.html)"

test: verifier ## tout : style, types, params, carnets, tests — le même pour la main, le crochet et la CI
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

# Ils ne s'attendent pas l'un l'autre ; chacun dit d'un trait ce qu'il a à dire.
verifier: installer ## la partie rapide : style, types, fichiers de params et de data
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target style types donnees

donnees:
	$(BIN)/sdsf verifier

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/yamllint --strict params .pre-commit-config.yaml environment.yml
	$(BIN)/nbstripout --verify --keep-id notebooks/*.ipynb

types:
	$(BIN)/mypy

lab: installer ## ouvre JupyterLab sur les carnets (127.0.0.1)
	SDSF_RACINE="$(CURDIR)" $(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --notebook-dir=notebooks

mesure: installer ## mesure : deux gros fichiers lus, chaque rapport dans chaque format (une demi-heure)
	$(BIN)/python -m tests.mesure

docs: installer ## engendre la référence (docs/reference) et les schémas des éditeurs (params/schemas)
	$(BIN)/python -m sdsf.reference docs/reference

site: installer ## construit le site de la documentation, hors ligne, dans _site/
	@$(BIN)/python -m sdsf.site _site

exemple: installer ## engendre à nouveau le département fictif 00
	$(BIN)/python -m sdsf.sources.exemple .

installer: $(INSTALLE)
	@echo "Environnement : .venv (réutilisé tant que requirements.lock et pyproject.toml ne changent pas)"
	@echo "Pour taper « sdsf » dans ce terminal : source $(BIN)/activate"

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV := $(BIN)/python -m uv pip install --quiet --python $(BIN)/python

# uv installe en quelques secondes ce que pip installe en deux minutes ; pip, lui, suit les réglages d'un réseau fermé.
$(INSTALLE): requirements.lock installeur.lock pyproject.toml
	@echo "Installation de l'environnement dans .venv, d'après requirements.lock (deux minutes au plus, une seule fois)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r installeur.lock && $(UV) --require-hashes -r requirements.lock \
	  || { echo "uv n'a pas pu installer : pip essaie à son tour."; $(PIP) --require-hashes -r requirements.lock; }
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@
