#!/usr/bin/env bash
# Runs clang-tidy with the rules of .clang-tidy over everything that has changed since the last time it was run.
# It tells; it does not fail the build.
#
#   packaging/tools/lint.sh [TARGET...]    only what these targets need

set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

command -v clang-tidy >/dev/null || fail "clang-tidy is not here. Debian and Ubuntu: apt install clang-tidy;
macOS: brew install llvm, and put \$(brew --prefix llvm)/bin on the PATH"

# Not by way of ccache: a compilation that is answered from the cache would not be looked at.
(cd "$SOURCE" && cmake --preset tidy)
if [[ $# -gt 0 ]]; then
    build tidy --target "$@"
else
    build tidy
fi
