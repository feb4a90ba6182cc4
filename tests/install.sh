#!/usr/bin/env bash
# usage: install.sh REQUIREMENTS — make .venv with a Python of 3.11 or later and install what the file names.
# A copy of the file is kept in .venv when all is installed, so that the next call has nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$1
stamp=.venv/installed-$(basename "$wanted")

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if ! { [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    python=
    for candidate in "${PYTHON:-python3}" python3 python3.11 python3.12 python3.13; do
        if command -v "$candidate" >/dev/null 2>&1 && is_new_enough "$candidate"; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "Handover needs Python 3.11 or later; here is $(python3 --version 2>&1 || echo none)." >&2
        echo "Install one (Debian: apt install python3 python3-venv), or name it: make run PYTHON=/path/to/python3.11" >&2
        exit 1
    fi
    echo "Making .venv with $("$python" --version)"
    rm -rf .venv/
    if ! "$python" -m venv .venv; then
        echo "$python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
fi

content() { cat requirements.lock requirements.txt requirements-lake.txt "$wanted"; }
# The longer list contains the shorter one.
if content | cmp -s - "$stamp" || { [ "$wanted" = requirements.txt ] && cat requirements.lock requirements.txt requirements-lake.txt requirements-dev.txt | cmp -s - .venv/installed-requirements-dev.txt; }; then
    exit 0
fi
echo "Installing $wanted into .venv (a minute or two, the first time)"
install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
# What the product runs on comes first and only as it is locked: every package, with the hashes of its files.
if ! install --require-hashes -r requirements.lock || { [ "$wanted" != requirements.txt ] && ! install -r "$wanted"; }; then
    echo "pip could not install requirements.lock and $wanted. Without the internet: set PIP_INDEX_URL or PIP_FIND_LINKS to where the packages are." >&2
    exit 1
fi
content >"$stamp"
