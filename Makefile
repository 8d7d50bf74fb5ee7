# Two commands matter: `make lab` opens the course, `make test` tests it. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
SCHOOL := build/school
BIN := $(VENV)/bin
TORCH := torch==2.13.0
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Tests and builds neither read nor write a student's work.
export COURSE_BUILD

.PHONY: help install lab present test build check check-quality slides rehearse release school bench screenshots clean
help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

lab: $(VENV)/.installed  ## open the course in JupyterLab (LAB_ARGS="--no-browser --port=9000" passes options on)
	@$(BIN)/python -m course_lib.workspace lab $(LAB_ARGS)

present: $(VENV)/.installed  ## give a lecture from JupyterLab, as slides whose cells run (LECTURE=05a)
	@$(BIN)/python -m course_lib.workspace present "$(LECTURE)" $(LAB_ARGS)

test: COURSE_BUILD := 1
# Small matrices on two threads, beside another worker, take twice the time of one thread.
test: export OPENBLAS_NUM_THREADS := 1
test: $(VENV)/.installed  ## run every test that this machine can run
	@echo "Testing: operations, checks, widgets, every notebook (about twelve minutes on two cores; PYTEST_ARGS passes options on) ..."
	@$(BIN)/python -m pytest -n 2 --dist loadscope --nbval --nbval-current-env --nbval-sanitize-with=tests/nbval_sanitize.cfg --ignore=tests/school $(PYTEST_ARGS)

build: $(VENV)/.installed  ## after editing: pair, generate exercises, execute what is stale
	@$(BIN)/python -m course_lib.authoring build

check: $(VENV)/.installed  ## prove that nothing derived is stale (writes nothing)
	@$(BIN)/python -m course_lib.authoring check

check-quality: COURSE_BUILD := 1
check-quality: SEEDS ?= 1000
check-quality: $(VENV)/.installed  ## measure the checks on all banks of solutions (three minutes; SEEDS=50 for a quick look)
	@$(BIN)/python -m tests.checks_bank --seeds $(SEEDS) $(QUALITY_ARGS)

slides: $(VENV)/.installed  ## write build/slides/*.html, one self-contained file a lecture (NAMES="05a_convolution" picks, PDF=1 prints)
	@$(BIN)/python -m course_lib.authoring slides $(NAMES) $(if $(PDF),--pdf)

rehearse: $(VENV)/.installed  ## give the decks to an empty room: every slide, every widget by mouse and by key (NAMES picks)
	@$(BIN)/python -m course_lib.authoring rehearse $(NAMES)

release: $(VENV)/.installed  ## write build/release, the exercises as nbgrader assignments (NAMES="01a_threshold_units" picks)
	@$(BIN)/python -m course_lib.authoring release $(NAMES)

# nbgrader adds buttons to JupyterLab, so it gets an environment of its own, on top of .venv: six packages, 80 MB.
school: export COURSE_REQUIRE_SCHOOL := 1
school: export OPENBLAS_NUM_THREADS := 1
school: export JUPYTER_PATH := $(CURDIR)/$(VENV)/share/jupyter
school: $(SCHOOL)/.installed  ## grade canned submissions with nbgrader (about a minute)
	@$(SCHOOL)/bin/python -m pytest tests/school $(PYTEST_ARGS)

$(SCHOOL)/.installed: $(VENV)/.installed
	@echo "Installing nbgrader into $(SCHOOL) ..."
	@$(BIN)/python -m venv --clear --without-pip $(SCHOOL)
	@$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(" + repr(sysconfig.get_path("purelib")) + ")")' \
		> "$$($(SCHOOL)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/course.pth"
	@$(PIP) --python $(SCHOOL)/bin/python install -c constraints.txt nbgrader
	@touch $@

bench: $(VENV)/.installed  ## measure: imports, drawing times of the widgets, operations against torch
	@for script in tests/benchmarks/[a-z]*.py; do name=$$(basename $$script .py); echo "== $$name"; $(BIN)/python -m tests.benchmarks.$$name; done

screenshots: $(VENV)/.installed  ## take the still pictures of widgets and README again (needs Chromium)
	@$(BIN)/python -m tests.browser.screenshots
	@$(BIN)/python -m tests.browser.readme_screenshot

install: $(VENV)/.installed  ## make .venv and install everything with the exact pins

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Installing into $(VENV) (the first time this takes about two minutes) ..."
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Python 3.11 or newer is needed; {sys.executable} is {v[0]}.{v[1]}. Try: make PYTHON=python3.12 lab")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "  1 of 2: torch"
	@$(PIP) install '$(TORCH)'
	@echo "  2 of 2: JupyterLab, widgets, the course itself"
	@$(PIP) install -c constraints.txt -e '.[test]' '$(TORCH)'
	@touch $@

clean:  ## remove .venv and build/ (never your work/)
	rm -rf $(VENV) build *.egg-info
