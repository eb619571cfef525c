# users.sh - users of the machine for a test of several persons: kari, ola and per, and the group
# tilskudd of the first two (make_group). Sourced by tests that are run by root; elsewhere they
# skip.
# The users are those of a mount namespace of the test's own: the machine never sees them.
# shellcheck shell=bash disable=SC2154 # work, source_tree: common.sh

# First of all in a test: runs it again where /etc and /home are its own.
own_users() { # PROGRAM SOURCE
    [ "$(id -u)" = 0 ] || skip_test 'only root can make the users kari, ola and per'
    need_programs useradd groupadd runuser unshare mount
    [ -n "${OWN_USERS:-}" ] && return
    unshare -m true 2>/dev/null || skip_test 'no mount namespace is to be had (unshare -m)'
    OWN_USERS=1 exec unshare -m --propagation private bash "$0" "$@"
}

make_users() {
    cp -a /etc "$work/.etc" && mount --bind "$work/.etc" /etc &&
        mkdir "$work/.home" && mount --bind "$work/.home" /home &&
        useradd -m kari && useradd -m ola && useradd -m per
}

make_group() {
    groupadd tilskudd && usermod -aG tilskudd kari && usermod -aG tilskudd ola
}

# The program where every user can run it, with its data beside it.
install_program() {
    local share=$work/prefix/share/tilskudd
    mkdir -p "$work/prefix/bin" "$share/formats" "$share/fixtures" &&
        cp "$tilskudd" "$work/prefix/bin/tilskudd" &&
        cp -r "$source_tree/rules" "$share/rules" &&
        cp -r "$source_tree/formats/bank-profiles" "$source_tree/formats/setup" \
            "$share/formats" &&
        cp -r "$source_tree/fixtures/data" "$share/fixtures" &&
        chmod -R a+rX "$work/prefix" && tilskudd=$work/prefix/bin/tilskudd
}

as() { # USER UMASK COMMAND...
    # shellcheck disable=SC2016 # for the shell of that user
    runuser -u "$1" -- env HOME="/home/$1" PATH="$PATH" bash -c 'umask "$0" && exec "$@"' \
        "${@:2}"
}
