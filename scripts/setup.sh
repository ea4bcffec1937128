#!/bin/sh
# Make the environment of this folder: the program, its libraries and the tools that check it.
#
#   sh scripts/setup.sh        PYTHON=python3.13 chooses the interpreter, VENV=folder the place (.venv)
#
# What is installed is stamped with the folder and the content of pyproject.toml, so a second call returns at
# once, and a moved folder or a changed dependency installs again.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
venv=${VENV:-.venv}
log=$venv/setup.log

fail() {
    printf 'setup: %s\n' "$2" >&2
    exit "$1"
}

# 311 for Python 3.11; nothing for a command that is missing or does not start (a pyenv shim may do so)
version_of() {
    "$1" -c 'import sys; print(sys.version_info[0] * 100 + sys.version_info[1])' 2>/dev/null || true
}

# Inner loops are compiled once; where that fails, the first game does it, or plays without.
compile_kernels() {
    [ -d model/kernels ] || return 0
    kernels=$(cat model/kernels/*.py | cksum)
    [ "$(cat "$venv/.kernels" 2>/dev/null)" != "$kernels" ] || return 0
    "$venv/bin/python" scripts/compile_kernels.py >>"$log" 2>&1 || return 0
    printf '%s' "$kernels" >"$venv/.kernels"
}

newest_python() {
    best='' best_version=310
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        version=$(version_of "$candidate")
        if [ "${version:-0}" -gt "$best_version" ]; then
            best=$candidate best_version=$version
        fi
    done
    printf '%s' "$best"
}

place=$(pwd)
stamp=$(printf '%s\n%s' "$place" "$(cksum <pyproject.toml)")
installed=$(version_of "$venv/bin/python")
if [ -e "$venv/.ready" ] && [ "$(head -n 1 "$venv/.ready")" != "$place" ]; then
    installed='' # the folder was moved: the commands in it still name the old place
fi
python=${PYTHON:-$venv/bin/python}
if [ -n "${PYTHON:-}" ]; then
    wanted=$(version_of "$python")
    [ "${wanted:-0}" -ge 311 ] ||
        fail 2 "PYTHON=$python is not a Python of version 3.11 or newer: name one, or leave PYTHON out."
else
    wanted=$installed
fi
if [ -n "$installed" ] && [ "$installed" = "$wanted" ] && [ "$(cat "$venv/.ready" 2>/dev/null)" = "$stamp" ]; then
    compile_kernels
    exit 0
fi

if [ "${wanted:-0}" -lt 311 ]; then
    python=$(newest_python)
    [ -n "$python" ] || fail 2 "Python 3.11 or newer is needed: install it (https://www.python.org/downloads/)."
    wanted=$(version_of "$python")
fi

[ -w "$(dirname -- "$venv")" ] && { [ ! -e "$venv" ] || [ -w "$venv" ]; } ||
    fail 1 "this folder cannot be written to: copy the project to a folder of your own and run it there."
if [ "$installed" != "$wanted" ] && [ -e "$venv" ]; then
    [ -e "$venv/pyvenv.cfg" ] || [ -z "${VENV:-}" ] ||
        fail 1 "$venv is no virtual environment: move it away and run this again."
    rm -rf -- "$venv"
fi
rm -f -- "$venv/.ready"
mkdir -p -- "$venv"

if command -v uv >/dev/null 2>&1; then tool=uv; else tool=pip; fi
echo "setup: installing into $venv with $tool for Python 3.${wanted#3}; the first time takes a minute or two."

with_uv() {
    { [ -e "$venv/pyvenv.cfg" ] || uv venv --quiet --allow-existing --python "$python" "$venv"; } &&
        uv pip install --quiet --python "$venv/bin/python" --editable . --group dev
}

with_pip() {
    export PIP_RETRIES="${PIP_RETRIES:-2}" # offline, the default of five takes minutes
    { [ -e "$venv/pyvenv.cfg" ] || "$python" -m venv "$venv"; } &&
        { "$venv/bin/python" -m pip --version || "$venv/bin/python" -m ensurepip; } &&
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pip>=25.1' &&
        "$venv/bin/python" -m pip install --quiet --editable . --group dev
}

"with_$tool" >"$log" 2>&1 || {
    if grep -Eiq 'ensurepip' "$log"; then
        fail 1 "$python cannot make virtual environments: install its venv package (on Debian: python3-venv)."
    elif grep -Eiq 'no space left' "$log"; then
        fail 1 "the disk is full: make room (about 1 GB) and run this again."
    elif grep -Eiq 'connect|network|resolve|dns error|timed out|unreachable|fetch' "$log"; then
        fail 1 "the libraries could not be fetched: connect to the internet and run this again (details: $log)."
    fi
    fail 1 "the libraries could not be installed: $log says why."
}
printf '%s' "$stamp" >"$venv/.ready"
compile_kernels
echo "setup: ready."
