# La única entrada de la casa: «make» dice lo que hay, y .ci/run llama a lo mismo.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
# El Chromium de las pruebas de navegador; CHROMIUM= (vacío) las deja fuera.
CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome))
export CHROMIUM

# En tantos procesos como núcleos; las pruebas de un archivo comparten lo que preparan.
PYTEST := $(BIN)/pytest --numprocesses auto --dist loadfile
PARES := tests/pares/node_modules
SELLO_PARES := $(PARES)/.instalados
# Lo que esta máquina no puede correr: «make test» lo dice, «make test-todo» falla.
FALTAN = $(if $(CHROMIUM),,navegador) $(shell [ $(SELLO_PARES) -nt tests/pares/package-lock.json ] || echo pares)
REMEDIO_navegador := no hay Chromium (apt install chromium).
REMEDIO_pares := faltan o son viejos (apt install nodejs npm; make pares).

# Sin PYTHON=… vale el entorno que haya. Con PYTHON=… se rehace si era de otro intérprete.
ifdef PYTHON
SELLO := $(VENV)/.con-$(subst /,_,$(PYTHON))
CREAR := $(PYTHON) -m venv --clear $(VENV)
else
PYTHON := python3
SELLO := $(VENV)/.instalado
CREAR := $(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv $(VENV)
endif

.PHONY: help
help: ## Muestra esta lista
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  PYTHON=python3.13 elige el intérprete (3.11 a 3.13); PUERTO=8080, el puerto."

.PHONY: instalar
instalar: $(SELLO) ## Prepara .venv con lo que Rumbo necesita
	@echo "Todo listo en $(VENV)."

.PHONY: run
run: $(SELLO) ## Sirve Rumbo en 127.0.0.1 (PUERTO=8000) y dice qué abrir
	@exec $(BIN)/bot servir

.PHONY: lint
lint: $(VENV)/.pruebas ## Estilo, tipos y pisos
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Falta dar formato: make formato" >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >$(VENV)/pisos.txt 2>&1 || { cat $(VENV)/pisos.txt >&2; exit 1; }
	@echo "Estilo, tipos y pisos: bien."

.PHONY: contenido
contenido: $(VENV)/.pruebas ## Comprueba los flujos y recorre las charlas
	@$(BIN)/bot validar
	@$(BIN)/bot probar

.PHONY: test
test: lint contenido ## Todo lo que se puede probar en esta máquina
	@marcas="$(FALTAN:%=not %)"; estado=0; $(PYTEST) -m "$${marcas// not/ and not}" || estado=$$?; \
	$(foreach cual,$(FALTAN),n=$$($(BIN)/pytest --collect-only -q -m $(cual) | grep -c '^tests/.*::' || true); \
	echo; echo "ATENCIÓN: $$n pruebas de $(cual) NO corrieron: $(REMEDIO_$(cual))";) exit $$estado

.PHONY: test-todo
test-todo: lint contenido ## Lo mismo, y falla si alguna prueba no corrió
	@$(foreach cual,$(FALTAN),echo "Las pruebas de $(cual) no pueden correr: $(REMEDIO_$(cual))" >&2; exit 1;)
	@$(PYTEST) | tee $(VENV)/pruebas.txt
	@! tail -n 1 $(VENV)/pruebas.txt | grep -E '[0-9]+ (skipped|deselected|xfailed|xpassed)' \
	|| { echo "Hay pruebas que no corrieron." >&2; exit 1; }

.PHONY: pares
pares: $(SELLO_PARES) ## Instala los programas ajenos con que hablan las pruebas (necesita Node)

.PHONY: banco
banco: $(VENV)/.pruebas ## Mide lo que cuesta entender y, con BANCO=carpeta, la carga (OBJETIVOS="…")
	@$(BIN)/python -m tests.banco.comprension
	@[ -z "$(BANCO)" ] || exec $(BIN)/python -m tests.banco.correr "$(BANCO)" $(OBJETIVOS)

.PHONY: formato
formato: $(VENV)/.pruebas ## Da formato y ordena los import
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

.PHONY: requisitos
requisitos: ## Fija lo que pide pyproject.toml (necesita uv; SUBIR=--upgrade, lo último)
	@command -v uv >/dev/null || { echo "Falta uv: pip install uv" >&2; exit 1; }
	@$(RESOLVER) $(SUBIR) --all-extras pyproject.toml -o requirements-pruebas.txt
	@$(RESOLVER) --extra instalacion -c requirements-pruebas.txt pyproject.toml -o requirements.txt

.PHONY: limpiar
limpiar: ## Borra .venv y lo que dejan las herramientas; nunca datos/
	@rm -rf $(VENV) $(PARES) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Una sola solución para 3.11, 3.12 y 3.13, con huellas y sin nombrar ningún servidor.
RESOLVER := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links

$(SELLO): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	|| { echo "Rumbo necesita Python 3.11, 3.12 o 3.13, y «$(PYTHON)» no lo es. Elige otro: make run PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	|| { echo "A $(PYTHON) le falta el módulo venv. Instálalo: apt install $(notdir $(PYTHON))-venv" >&2; exit 1; }
	@echo "Preparando $(VENV) (la primera vez tarda cerca de un minuto)…"
	@$(CREAR)
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.instalado $@

$(VENV)/.pruebas: requirements-pruebas.txt $(SELLO)
	@echo "Instalando lo que piden las pruebas…"
	@$(PIP) install --require-hashes -r requirements-pruebas.txt
	@touch $@

# De la descripción de Twilio basta un archivo: el paquete entero, con lo que pide, ocupa 130 MB.
$(SELLO_PARES): tests/pares/package.json tests/pares/package-lock.json tests/pares/twilio.sha512
	@command -v npm >/dev/null || { echo "Falta Node: apt install nodejs npm" >&2; exit 1; }
	@cd tests/pares && npm ci --silent
	@cd $(PARES) && npm pack --silent @twilio/cli-core@8.3.2 >/dev/null
	@cd $(PARES) && sha512sum --check --quiet ../twilio.sha512
	@cd $(PARES) && tar -xzf twilio-cli-core-8.3.2.tgz --strip-components=4 \
		package/src/services/twilio-api/twilio_api_v2010.json
	@touch $@
