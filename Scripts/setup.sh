# Sourced by the scripts beside it: installs what is missing, with apt or brew, and says so.
# shellcheck shell=bash

# The checkout, whatever the current directory and however the script was called.
checkout=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}" 2>/dev/null || echo "${BASH_SOURCE[0]}")")/.." && pwd -P)

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo -- "$@"
    else say "please run as root: $*"; return 1
    fi
}

# install "apt packages" "brew formulae"
install() {
    if command -v apt-get >/dev/null; then
        say "installing with apt-get: $1"
        # A fresh image has no package lists; where there are some, they may be too old to fetch from.
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
        # shellcheck disable=SC2086  # a list of words
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1 >&2
    elif command -v brew >/dev/null; then
        say "installing with brew: $2"
        # shellcheck disable=SC2086
        brew install --quiet $2 >&2
    else
        say "neither apt-get nor brew is here; please install: $1"
        return 1
    fi
}

# What building needs: a Swift toolchain, pkg-config and the seven codec libraries.
need_libraries() {
    if ! command -v swift >/dev/null; then
        say "there is no swift command; Swift 6.3 or later comes from https://www.swift.org/install"
        return 1
    fi
    local apt="" brew="" name
    command -v pkg-config >/dev/null || { apt+=" pkg-config"; brew+=" pkgconf"; }
    while read -r name apt_package brew_formula; do
        pkg-config --exists "$name" 2>/dev/null || { apt+=" $apt_package"; brew+=" $brew_formula"; }
    done <<'LIBRARIES'
libjpeg libjpeg-dev jpeg-turbo
libpng libpng-dev libpng
libexif libexif-dev libexif
lcms2 liblcms2-dev little-cms2
libdeflate libdeflate-dev libdeflate
libisal libisal-dev isa-l
libwebp libwebp-dev webp
libde265 libde265-dev libde265
dav1d libdav1d-dev dav1d
libtiff-4 libtiff-dev libtiff
LIBRARIES
    apt+=$(packages_to_patch)
    if [ -n "${apt# }" ]; then install "${apt# }" "${brew# }"; fi
}

# Codec packages of Debian 12 that are here without fixes which the distribution has (the table is Scripts/patched-packages).
# Where no newer one can be had the build goes on, and `imageprep --version --verbose` says what is open.
packages_to_patch() {
    command -v dpkg-query >/dev/null || return 0
    local release of package development version installed
    # shellcheck disable=SC1091  # a file of the system
    release=$(. /etc/os-release 2>/dev/null && [ "${ID-}" = debian ] && echo "${VERSION_ID-}")
    while read -r of package development version; do
        [ "$of" = "$release" ] || continue
        installed=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) || continue
        [ -n "$installed" ] && dpkg --compare-versions "$installed" lt "$version" || continue
        say "$package $installed lacks security fixes that $version has"
        can_be_newer "$package" "$installed" || continue
        printf ' %s' "$package"
        dpkg-query -W "$development" >/dev/null 2>&1 && printf ' %s' "$development"
    done < <(grep -v '^#' "$checkout/Scripts/patched-packages")
}

# can_be_newer PACKAGE VERSION: whether apt has a newer one, or its lists are too old to say. So nothing is asked for in vain at
# every call.
can_be_newer() {
    [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -1 2>/dev/null | head -n 1)" ] || return 0
    [ "$(apt-cache policy "$1" | sed -n 's/.*Candidate: //p')" != "$2" ]
}

# Independent readers that the tests compare with.
need_test_tools() {
    local apt="" brew=""
    command -v jpegtran >/dev/null || { apt+=" libjpeg-turbo-progs"; brew+=" jpeg-turbo"; }
    command -v exiftool >/dev/null || { apt+=" libimage-exiftool-perl"; brew+=" exiftool"; }
    if [ -n "$apt" ]; then install "${apt# }" "${brew# }"; fi
}

# Programs that say whether a JPEG or a PNG is one, with all that they would warn of.
need_checkers() {
    local apt="" brew=""
    command -v djpeg >/dev/null || { apt+=" libjpeg-turbo-progs"; brew+=" jpeg-turbo"; }
    command -v pngcheck >/dev/null || { apt+=" pngcheck"; brew+=" pngcheck"; }
    if [ -n "$apt" ]; then install "${apt# }" "${brew# }"; fi
}

# need_python_with FOLDER PACKAGE...: a Python of its own in that folder, with these packages.
need_python_with() {
    local folder=$1
    [ -e "$folder/.complete" ] && return 0
    command -v python3 >/dev/null && python3 -c 'import ensurepip' 2>/dev/null ||
        install "python3 python3-venv" python || return 1
    python3 -m venv "$folder" && "$folder/bin/pip" install --quiet "${@:2}" && touch "$folder/.complete"
}

# Where the toolchain keeps its libraries.
swift_libraries() {
    local swift
    swift=$(command -v swiftc) || return 0
    printf '%s/lib' "$(dirname "$(dirname "$(readlink -f "$swift" 2>/dev/null || echo "$swift")")")"
}
