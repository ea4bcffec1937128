# Everything a person needs: `make play` to play, `make test check` before a commit.

.PHONY: setup play test slow check format docs pictures scenarios gallery ablation twin claims balance bench clean

setup:
	@sh scripts/setup.sh

play: setup
	@.venv/bin/boats play

test: setup
	@sh scripts/chromium.sh
	.venv/bin/pytest -m "not slow" -n 2

slow: setup
	@sh scripts/chromium.sh
	.venv/bin/pytest -m slow -n 2

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/pyright
	.venv/bin/lint-imports

format: setup
	.venv/bin/ruff check --fix --select I,F401 .
	.venv/bin/ruff format .

scenarios: setup
	@.venv/bin/python scripts/make_scenarios.py

gallery: setup
	@.venv/bin/python scripts/make_gallery.py

ablation: setup
	@.venv/bin/python scripts/make_ablation.py

twin: setup
	@.venv/bin/python scripts/make_mean_field.py

claims: setup
	@.venv/bin/python scripts/make_claims.py

balance: setup
	@.venv/bin/python scripts/make_balance.py

pictures: setup
	@sh scripts/chromium.sh
	.venv/bin/python scripts/make_pictures.py

docs: setup
	@.venv/bin/python scripts/make_docs.py

bench: setup
	@for file in benchmarks/*.py; do .venv/bin/python "$$file" || exit 1; done

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
