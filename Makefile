# One short command a chore. `make demo` and `make test` do all their own set-up.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv/bin
OUT ?= out/demo

.PHONY: demo test journeys setup setup-tests lint format bench clean lock

demo: setup  ## Ms Mao's visit, heard, seen and signed; look into out/demo afterwards
	$(VENV)/python main.py demo --out $(OUT)

test: setup-tests lint  ## everything that must hold
	$(VENV)/python -m pytest -n 2 --dist loadfile -m "not alone"
	$(VENV)/python -m pytest -m alone

journeys: setup  ## every scenario of assets/scenarios, in a training world of its own
	$(VENV)/python main.py demo --scenario all --headless

setup:  ## apt packages, .venv, models, the fixed sentences; done already: a second
	@$(PYTHON) scripts/setup.py

setup-tests:  ## the same, and a screen and a sound card for the tests where there are none
	@$(PYTHON) scripts/setup.py --tests

lint:
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports --no-logo --no-cache

format:
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench: setup  ## all benchmarks, or make bench NAME=visit
	$(VENV)/python main.py bench $(NAME)

lock:  ## requirements.lock anew from pyproject.toml (needs pip-tools)
	python3 scripts/lock.py

clean:  ## what can be made again; models and keys stay in the user's data folder
	rm -rf .venv build out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
