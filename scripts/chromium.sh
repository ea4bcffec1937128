#!/bin/sh
# Find the Chromium that the browser tests drive and glyphs for its Chinese, or install Debian's.
#
# Where that is not possible the tests are skipped on a person's machine; on CI this script fails.
set -eu

browser=''
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then browser=$name; fi
done
glyphs=$(fc-list :lang=zh family 2>/dev/null | head -n 1)
if [ -n "$browser" ] && [ -n "$glyphs" ]; then exit 0; fi

give_up() {
    printf 'chromium: %s\n' "$1" >&2
    if [ -n "${CI:-}" ]; then exit 1; fi
    if [ -z "$browser" ]; then echo "chromium: the browser tests will be skipped." >&2; fi
    exit 0
}

wanted='fonts-noto-cjk fontconfig'
[ -n "$browser" ] || wanted="chromium $wanted"
command -v apt-get >/dev/null 2>&1 || give_up "not installed, and there is no apt-get to install it with: $wanted."
if [ "$(id -u)" = 0 ]; then
    as_root=''
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    give_up "not installed, and installing needs root: sudo apt-get install $wanted."
fi

echo "chromium: installing Debian's packages for the browser tests: $wanted."
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # the names are meant to be split
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null ||
    give_up "apt-get could not install: $wanted."
