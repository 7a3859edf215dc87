#!/bin/sh
# SPDX-License-Identifier: MIT
#
# with_keyring.sh present|absent PROGRAM [ARGUMENT...]
#
# Runs PROGRAM on a session bus of its own, in a home of its own, with an unlocked gnome-keyring or
# with no Secret Service at all. The caller's bus, keyring and home are out of its reach. Leaves no
# file and no process behind. 77: what is needed is not installed.

set -eu
keyring=$1
shift

for tool in dbus-daemon gnome-keyring-daemon; do
    command -v "$tool" > /dev/null || { echo "no $tool here"; exit 77; }
done

root=$(mktemp -d)
bus=
daemon=
program=

clean() {
    trap - EXIT
    for pid in $program $daemon $bus; do
        kill "$pid" 2> /dev/null || true
    done
    for pid in $program $daemon $bus; do
        wait "$pid" 2> /dev/null || true
    done
    rm -rf "$root"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

unset DISPLAY WAYLAND_DISPLAY XDG_CURRENT_DESKTOP KDE_FULL_SESSION DESKTOP_SESSION \
    GNOME_KEYRING_CONTROL SSH_AUTH_SOCK DBUS_STARTER_ADDRESS DBUS_STARTER_BUS_TYPE
export HOME="$root/home" XDG_CONFIG_HOME="$root/config" XDG_DATA_HOME="$root/data" \
    XDG_CACHE_HOME="$root/cache" XDG_RUNTIME_DIR="$root/run" QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
mkdir -m 700 "$HOME" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR"

# No service directories: nothing is started behind our back, so "absent" is absent.
cat > "$root/bus.conf" << 'CONF'
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=BUS_PATH</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
sed -i "s|BUS_PATH|$root/run/bus|" "$root/bus.conf"
export DBUS_SESSION_BUS_ADDRESS="unix:path=$root/run/bus"

# Waits until a file is there; our own deadline, so that a broken part is an error and not a hang.
await() {
    tries=0
    until [ -e "$1" ]; do
        tries=$((tries + 1))
        [ "$tries" -le 200 ] || { echo "$2 did not start"; exit 1; }
        sleep 0.05
    done
}

dbus-daemon --config-file="$root/bus.conf" --nofork --nopidfile &
bus=$!
await "$root/run/bus" dbus-daemon

if [ "$keyring" = present ]; then
    # The password comes from standard input, without a line feed; it opens the "login" keyring.
    printf 'a password' > "$root/password"
    gnome-keyring-daemon --foreground --unlock --components=secrets \
        < "$root/password" > "$root/keyring.log" 2>&1 &
    daemon=$!
    await "$root/run/keyring/control" gnome-keyring-daemon
fi

LANYARD_TEST_KEYRING=$keyring "$@" &
program=$!
status=0
wait "$program" || status=$?
program=
exit "$status"
