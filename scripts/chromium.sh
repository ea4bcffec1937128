#!/bin/sh
# Find the Chromium that the browser tests drive, or install Debian's.
#
# Where that is not possible the tests are skipped on a person's machine; on CI this script fails.
set -eu

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done

give_up() {
    printf 'chromium: %s\n' "$1" >&2
    if [ -n "${CI:-}" ]; then exit 1; fi
    echo "chromium: the browser tests will be skipped." >&2
    exit 0
}

command -v apt-get >/dev/null 2>&1 || give_up "not installed, and there is no apt-get to install it with."
if [ "$(id -u)" = 0 ]; then
    as_root=''
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    give_up "not installed, and installing it needs root: sudo apt-get install chromium."
fi

echo "chromium: installing Debian's package for the browser tests."
export DEBIAN_FRONTEND=noninteractive
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends chromium; } >/dev/null ||
    give_up "apt-get could not install it."
