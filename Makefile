# 政通：安装、运行、检查、测试 · install, run, check, test
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check fix setup migrate bundle bench lock hooks
.PHONY: run-environment dev-environment bench-environment

ARGS ?=
ON ?=
PORT ?= 8000

python := .venv/bin/python
zhengtong := .venv/bin/zhengtong

help: ## 列出全部命令 · list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: bundle migrate ## 安装、载入演示、打印通报并启动服务（PORT=8000）· install, load the demo, serve
	@$(zhengtong) demo
	@$(zhengtong) serve --port $(PORT)

test: setup ## 在 SQLite 和 PostgreSQL 上运行全部测试（ON=sqlite ARGS="-k 词"）· all tests, both databases
	@$(python) -m tools.run_tests $(if $(ON),--on $(ON)) $(ARGS)

check: dev-environment ## 格式、类型、依赖方向、迁移和结构检查 · format, types, imports, migrations, structure
	@$(python) -m tools.bundle packages
	@$(python) -m tools.run_checks

fix: dev-environment ## 整理格式并修正可自动修正的问题 · format the code, mend what can be mended
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

setup: dev-environment ## 安装开发环境并构建前端 · install everything a developer needs
	@$(python) -m tools.bundle build

migrate: run-environment ## 建立或升级数据库 · create or upgrade the database
	@$(zhengtong) migrate

bundle: run-environment ## 构建前端 · build the front-end bundle
	@$(python) -m tools.bundle build

bench: bench-environment ## 与机器上限对比测速（ARGS="--cases 20000"）· speed against the machine's own limit
	@$(python) -m benchmarks $(ARGS)

lock: dev-environment ## 重新锁定依赖版本（ARGS=--upgrade 升级）· lock the dependencies again
	@sh tools/lock_requirements.sh $(ARGS)

hooks: ## 提交前自动运行 make check · run make check before each commit
	@git config core.hooksPath .githooks

run-environment:
	@python=$$(sh tools/find_python.sh) && "$$python" -m tools.environment build

dev-environment:
	@python=$$(sh tools/find_python.sh) && "$$python" -m tools.environment dev

bench-environment:
	@python=$$(sh tools/find_python.sh) && "$$python" -m tools.environment bench
