#!/usr/bin/env bash
# Formats our C++ with clang-format 14, the version that .clang-format is written for: other versions differ in detail.
#
#   packaging/tools/format.sh            changes the files
#   packaging/tools/format.sh --check    changes nothing, names what is out of form and fails

set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

formatter() {
    local name
    for name in "${CLANG_FORMAT:-}" clang-format-14 clang-format "$(brew --prefix llvm@14 2>/dev/null)/bin/clang-format"; do
        if [[ -n $name ]] && "$name" --version 2>/dev/null | grep -q 'version 14\.'; then
            echo "$name"
            return
        fi
    done
    fail "clang-format 14 is not here. Debian and Ubuntu: apt install clang-format-14; elsewhere:
  pipx install clang-format==14.0.6, or name one by CLANG_FORMAT=/path/to/clang-format"
}

case ${1:-} in
    "") mode=(-i) ;;
    --check) mode=(--dry-run --Werror) ;;
    *) fail "Usage: packaging/tools/format.sh [--check]" ;;
esac

format=$(formatter)
cd "$SOURCE"
find . \( -path './build*' -o -name '.*' ! -name . \) -prune -o -type f \( -name '*.cpp' -o -name '*.hpp' \) -print0 |
    xargs -0 "$format" --style=file "${mode[@]}"
