# shellcheck shell=bash
# Sourced by packaging/run, packaging/test and the tools beside this file: where the source is, what it needs, how it
# is built. Everything here can be called again at no cost: what is already there is left alone.

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SYSTEM=$(uname -s)

debian_packages=(
    build-essential cmake ninja-build pkg-config
    qt6-base-dev nlohmann-json3-dev libspdlog-dev libhwy-dev libyaml-cpp-dev libxxhash-dev
    libpcre2-dev libutf8proc-dev libssl-dev qtkeychain-qt6-dev
    libcli11-dev libgtest-dev libgmock-dev
)
brew_packages=(cmake ninja pkgconf qtbase nlohmann-json spdlog highway yaml-cpp xxhash pcre2 utf8proc qtkeychain
    openssl@3 cli11 googletest)

say() { printf '==> %s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# install_missing build|checks: what the build and the tests need, or what the checks need besides.
install_missing() {
    case $SYSTEM in
        Linux) install_missing_with_apt "$1" ;;
        Darwin) install_missing_with_brew ;;
        *) fail "packaging/ knows Linux and macOS. On $SYSTEM install the packages that README.md names, then use CMake." ;;
    esac
}

install_missing_with_apt() {
    command -v apt-get >/dev/null ||
        fail "This is not a Debian or Ubuntu: install the counterparts of ${debian_packages[*]}, then run
  cmake --preset release && cmake --build --preset release"

    local wanted=("${debian_packages[@]}") missing=() package
    if [[ $1 == checks ]]; then
        wanted+=(clang-format-14)
        # Not by package: other sources of node bring npm along, and then Debian's is in conflict.
        command -v node >/dev/null || wanted+=(nodejs)
        command -v npm >/dev/null || wanted+=(npm)
    fi
    # Qt speaks Wayland only through a package of its own; with X11 or Xwayland it is not needed.
    if [[ -n ${WAYLAND_DISPLAY:-} && -z ${DISPLAY:-} ]]; then
        wanted+=(qt6-wayland)
    fi
    for package in "${wanted[@]}"; do
        [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) == ii* ]] || missing+=("$package")
    done
    if [[ ${#missing[@]} -eq 0 ]]; then
        return
    fi

    local as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        command -v sudo >/dev/null || fail "Please install as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "Installing ${missing[*]}"
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}"
}

install_missing_with_brew() {
    xcode-select -p >/dev/null 2>&1 || fail "Please install Apple's compiler first: xcode-select --install"
    command -v brew >/dev/null || fail "Please install Homebrew first: https://brew.sh"

    local missing=() package
    for package in "${brew_packages[@]}"; do
        brew list --formula --versions "$package" >/dev/null 2>&1 || missing+=("$package")
    done
    if [[ ${#missing[@]} -gt 0 ]]; then
        say "Installing ${missing[*]}"
        brew install "${missing[@]}"
    fi

    local prefix
    prefix=$(brew --prefix)
    export CMAKE_PREFIX_PATH="$prefix:$prefix/opt/qtbase:$prefix/opt/openssl@3${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}"
    export PKG_CONFIG_PATH="$prefix/lib/pkgconfig:$prefix/share/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
}

processors() { getconf _NPROCESSORS_ONLN; }

# configure PRESET [argument...]: by CMakePresets.json, with ccache where there is one.
configure() {
    local arguments=()
    if command -v ccache >/dev/null; then
        arguments+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
        export CCACHE_SLOPPINESS=pch_defines,time_macros
    fi
    (cd "$SOURCE" && cmake --preset "$@" ${arguments[@]+"${arguments[@]}"})
}

# build PRESET [argument...]
build() { (cd "$SOURCE" && cmake --build --preset "$@" --parallel "$(processors)"); }
