# 法治报告助手: everything people and CI call has its name here.
PYTHON ?= python3.11
BIN := .venv/bin
export FAZHI_HOME ?= $(CURDIR)/fazhi-home

.PHONY: setup run test check eval format screenshots

.venv/.installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "需要 Python 3.11：请先安装，或用 make PYTHON=/路径/python3.11 指定。"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --upgrade "pip>=24" --quiet
	$(BIN)/python -m pip install --quiet -c constraints.txt torch
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	touch $@

setup: .venv/.installed
	$(BIN)/fazhi model fetch
	$(BIN)/fazhi prepare

run: .venv/.installed
	$(BIN)/python app.py --samples

test: .venv/.installed
	$(BIN)/python -m pytest -q -n 2 --ignore tests/browser -m "not integration and not browser"
	$(BIN)/fazhi model fetch
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "integration or browser"

check: .venv/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports

format: .venv/.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: .venv/.installed
	$(BIN)/fazhi model fetch
	$(BIN)/python -m eval run

screenshots: .venv/.installed
	FAZHI_SCREENSHOTS=docs/images $(BIN)/python -m pytest -q -m browser
