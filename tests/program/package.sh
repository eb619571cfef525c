#!/usr/bin/env bash
# package.sh - the Debian package: made by cpack, without an error of lintian, installed by apt on
# a bare Debian 12 with nothing but what it depends on, and the demonstration runs there. Why: the
# office installs a package, not a source tree, and on a machine that has no compiler.
#   package.sh TILSKUDD SOURCE
# Needs root, debootstrap and the archive of Debian; what it cannot do is said and left out.
# MIRROR: another archive.
# shellcheck disable=SC2154,SC2317
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs cpack dpkg-deb dpkg-shlibdeps
build=$(dirname "$tilskudd")
mirror=${MIRROR:-http://deb.debian.org/debian}

must cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work/made"
package=$(echo made/*.deb)
check 'it has the name that Debian gives' [ "${package#made/tilskudd_}" != "$package" ]

# --- what is in it ---

dpkg-deb --fsys-tarfile "$package" | tar -t | sed 's|^\./||' >names
for name in usr/bin/tilskudd usr/libexec/tilskudd/bank_player \
    usr/share/man/man1/tilskudd.1.gz usr/share/doc/tilskudd/copyright \
    usr/share/doc/tilskudd/changelog.gz usr/share/doc/tilskudd/operations.md \
    usr/share/tilskudd/rules/sets/2018.xml usr/share/tilskudd/fixtures/demonstration.sh \
    usr/share/tilskudd/fixtures/check-proof.sh \
    usr/share/bash-completion/completions/tilskudd usr/share/zsh/vendor-completions/_tilskudd \
    usr/share/fish/vendor_completions.d/tilskudd.fish; do
    check "it has $name" grep -qxF "$name" names
done
check 'every name is below usr' [ -z "$(grep -v '^usr/' names | grep -v '^$')" ]
field() { # NAME
    dpkg-deb -f "$package" "$1"
}
check 'it needs the libraries that it is linked with' [ "$(field Depends | grep -c \
    'libxml2.*\|libssl3.*\|zlib1g.*')" = 1 ]
maintainer=$(sed -n 's/^TILSKUDD_MAINTAINER:STRING=//p' "$build/CMakeCache.txt")
check 'it is maintained by whom the build names' [ "$(field Maintainer)" = "$maintainer" ]
check 'that is a name and an address' grep -qE '^[^<>]+ <[^<>@ ]+@[^<>@ ]+>$' <<<"$maintainer"
check 'it has a section' [ -n "$(field Section)" ]
dpkg-deb -e "$package" control
check 'sums of every file' [ "$(wc -l <control/md5sums)" = "$(grep -vc '/$' names)" ]
mkdir unpacked
dpkg-deb -x "$package" unpacked
check 'the last change is theirs' grep -qxF -- \
    " -- $maintainer  Mon, 30 Nov 2026 00:00:00 +0000" \
    <(gzip -dc unpacked/usr/share/doc/tilskudd/changelog.gz)
must cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work/other" \
    -D 'CPACK_PACKAGE_CONTACT=Kari Nordmann <kari@etat.example>'
check 'another office names itself' [ "$(dpkg-deb -f other/*.deb Maintainer)" = \
    'Kari Nordmann <kari@etat.example>' ]
check 'the sums are right' sh -c 'cd unpacked && md5sum --quiet -c ../control/md5sums'

if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error "$package" >lintian.txt 2>&1
    check 'lintian finds no error' [ $? = 0 ]
    grep '^[EW]:' lintian.txt | head -n 20
else
    echo 'lintian is not installed: its opinion is not asked'
fi

# --- on a bare machine ---

[ "$(id -u)" = 0 ] || { echo 'not root: installed nowhere' && finish_test; }
command -v debootstrap >/dev/null || { echo 'no debootstrap: installed nowhere' && finish_test; }
root=$work/debian
if ! debootstrap --variant=minbase bookworm "$root" "$mirror" >.log/debootstrap 2>&1; then
    tail -n 3 .log/debootstrap
    echo 'no bare Debian could be made (the archive?): installed nowhere'
    finish_test
fi
inside() { # COMMAND...
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}
mount --bind /dev "$root/dev" && mount -t proc proc "$root/proc" || exit 2
trap 'umount "$root/dev" "$root/proc"; chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
cp /etc/resolv.conf "$root/etc/" 2>/dev/null
cp "$package" "$root/root/"
must inside apt-get -qq update
expect 0 'apt installs it, with what it needs' -- inside sh -c \
    'apt-get -y --no-install-recommends install /root/tilskudd_*.deb'
expect 0 'it says who it is' 'tilskudd 1' 'libxml2' -- inside tilskudd --version
expect 0 'it knows its rules' -- inside tilskudd rules check
expect 0 'the demonstration runs there' 'Every hash, signature and sum of quarter 4' -- \
    inside sh /usr/share/tilskudd/fixtures/demonstration.sh --persons 3000 /root/year
newest_key=$(cd "$root" && find root/year/ledger -path '*/ledger/0*/log-key.pub' | sort | tail -n 1)
expect 0 'a proof is checked by the shell alone' 'Proven with openssl' -- inside bash \
    /usr/share/tilskudd/fixtures/check-proof.sh /root/year/quarter-4.tlog-proof "/$newest_key"
expect 0 'apt removes it' -- inside apt-get -y purge tilskudd
check 'nothing is left of it' [ -z "$(find "$root/usr" -name '*tilskudd*' -print -quit)" ]

finish_test
