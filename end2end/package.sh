#!/usr/bin/env bash
# ./dev package: the archive that an office installs, and the test of its install page.
#   package.sh make PROGRAM SITE OUT     writes OUT/pantau-VERSION-linux-x86_64.tar.gz and its sha256
#   package.sh test ARCHIVE CACHE        a fresh Debian 12 without a compiler installs it by the page's own commands; prints the time
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
die() { printf '\033[31m!! %s\033[0m\n' "$*" >&2; exit 1; }

# commands PAGE: what its reader types, in order; blocks marked `tambahan` (later, or another way) are left out.
commands() { awk '/^```sh( jaringan-kantor)?$/ { on = 1; next } /^```/ { on = 0 } on' "$1"; }

make_archive() {
  local program=$1 site=$2 out=$3 version name work newest
  # What stands in the program is what it asks of the machine: Debian 12 has glibc 2.36.
  newest=$(grep -ao 'GLIBC_2\.[0-9]*' "$program" | sort -uV | tail -n 1)
  [ "$(printf '%s\nGLIBC_2.36\n' "$newest" | sort -V | tail -n 1)" = GLIBC_2.36 ] \
    || die "this program asks for $newest: build it on Debian 12"
  version=$("$program" --version | cut -d' ' -f2)
  name="pantau-$version-linux-x86_64"
  work=$(mktemp -d)
  mkdir -p "$work/$name" "$out"
  cp "$program" "$work/$name/pantau"
  strip --strip-debug "$work/$name/pantau" 2>/dev/null || true
  cp -a "$site" "$work/$name/site"
  cp LICENSE deploy/{PASANG.md,INSTALL.md,pantau.service,pantau.env,pantau-admin,Caddyfile,nginx.conf} "$work/$name/"
  chmod 755 "$work/$name/pantau" "$work/$name/pantau-admin"
  tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct 2>/dev/null || date +%s)" \
    -cf - "$name" | gzip -9n > "$out/$name.tar.gz"
  ( cd "$out" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256" )
  rm -rf "$work"
  say "$out/$name.tar.gz ($(($(stat -c %s "$out/$name.tar.gz") / 1000)) kB)"
}

# The Debian of the test, made once and kept as a tarball: what is measured is the install, not debootstrap.
debian() {
  local into=$1 cache=$2 mirror
  if [ ! -e "$cache/debian-12-systemd.tar" ]; then
    say "Debian 12 by debootstrap (a few minutes, once)"
    mirror=$(sed -n 's/^URIs: *//p; s/^deb [^h]*\(http[^ ]*\).*/\1/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
    # shellcheck disable=SC2086
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus bookworm "$into" $mirror >/dev/null
    mkdir -p "$cache"
    tar -C "$into" -cf "$cache/debian-12-systemd.tar.new" . && mv "$cache/debian-12-systemd.tar.new" "$cache/debian-12-systemd.tar"
  else
    tar -C "$into" -xf "$cache/debian-12-systemd.tar"
  fi
}

# The machine is a container in which systemd is the first process; LEADER is that process, seen from here. Its network is its own.
CONTAINER='' LEADER=''
boot() {
  local root=$1 unified=0
  [ ! -e /sys/fs/cgroup/cgroup.controllers ] || unified=1
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=$unified systemd-nspawn --quiet --register=no --keep-unit --boot --private-network \
    --machine="pantau-$$" --directory="$root" </dev/null >"$root.boot" 2>&1 &
  CONTAINER=$!
  for try in $(seq 100); do
    LEADER=$(pgrep --parent "$CONTAINER" systemd || true)
    [ -z "$LEADER" ] || ! inside systemctl is-system-running >/dev/null 2>&1 || return 0
    kill -0 "$CONTAINER" 2>/dev/null || return 1
    sleep 0.2
  done
  # "degraded" is up as well.
  inside systemctl is-active --quiet multi-user.target
}
inside() { nsenter --target "$LEADER" --all env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"; }
# As a browser in the office's network would.
ask() { nsenter --target "$LEADER" --net curl -sS --cacert "$CA" --resolve pustaka.test:443:127.0.0.1 "$@"; }
shut() {
  [ -z "$CONTAINER" ] || { kill "$CONTAINER" 2>/dev/null; wait "$CONTAINER" 2>/dev/null; } || true
  rm -rf --one-file-system "$1" "$1.boot"
}
# until_true SECONDS COMMAND...: waits until it says yes.
until_true() {
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do [ "$SECONDS" -lt "$end" ] || return 1; sleep 0.2; done
}
what() { inside systemctl show --value --property="$1" pantau; }

test_install() {
  local archive=$1 cache=$2 root page begun took first name url=https://pustaka.test
  [ "$(id -u)" = 0 ] || { echo "not run: the install test needs root (debootstrap, a container)"; return 0; }
  for name in debootstrap:debootstrap systemd-nspawn:systemd-container; do
    command -v "${name%:*}" >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${name#*:}" >/dev/null
  done
  [ "$(commands deploy/PASANG.md)" = "$(commands deploy/INSTALL.md)" ] || die "the two install pages differ in their commands"
  root=$(mktemp -d /tmp/pantau-debian.XXXXXX)
  chmod 755 "$root"
  # shellcheck disable=SC2064
  trap "shut '$root'" EXIT
  debian "$root" "$cache" || { echo "not run: debootstrap could not make a Debian 12 here"; return 0; }
  for name in cc gcc clang rustc cargo; do
    [ -z "$(chroot "$root" sh -c "command -v $name" || true)" ] || die "there is a compiler: $name"
  done

  # The machine's way to its mirror; nothing else of it.
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  rm -rf "$root"/etc/apt/sources.list*; cp -a /etc/apt/sources.list* "$root/etc/apt/" 2>/dev/null || true
  grep -lr '^ *Acquire' /etc/apt/apt.conf.d 2>/dev/null | xargs -r cp -t "$root/etc/apt/apt.conf.d/"
  echo '127.0.0.1 localhost pustaka.test' > "$root/etc/hosts"
  cp "$archive" "$archive.sha256" "$root/root/"
  # apt alone reaches the mirror, through the network that was open before; everything else has a network of its own.
  printf '#!/bin/sh\nexec nsenter --net=/proc/self/fd/9 /usr/bin/apt-get "$@"\n' > "$root/usr/local/sbin/apt-get"
  chmod 755 "$root/usr/local/sbin/apt-get"
  page=$(commands deploy/PASANG.md | sed 's/^ALAMAT=.*/ALAMAT=pustaka.test/')
  printf 'set -euo pipefail\nexport DEBIAN_FRONTEND=noninteractive\ncd /root\n%s\n' "$page" > "$root/root/page.sh"
  boot "$root" || { tail -n 5 "$root.boot"; echo "not run: systemd does not start in a container here"; return 0; }

  say "the install page's commands, on a Debian 12 with systemd and without a compiler"
  CA="$root/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
  begun=$SECONDS
  inside bash -x /root/page.sh > "$root/page.log" 2>&1 9</proc/self/ns/net \
    || { tail -n 30 "$root/page.log"; inside journalctl --no-pager -n 30 -u pantau -u caddy; exit 1; }
  until_true 60 ask --fail --output "$root/page.html" $url/ && grep -q 'Pantau Pustaka' "$root/page.html" \
    || { ask --output /dev/null $url/ || true; inside journalctl --no-pager -n 30 -u pantau -u caddy; exit 1; }
  took=$((SECONDS - begun))
  printf '   installed and served %s/ by HTTPS (Caddy, own CA) after %s s of the page'"'"'s own commands; goal 300 s\n' "$url" "$took"
  [ "$took" -le 300 ] || die "that is longer than five minutes"
  ask --fail --output /dev/null $url/readyz
  ask --output /dev/null --dump-header "$root/headers" $url/
  grep -qi '^strict-transport-security' "$root/headers" || die "no Strict-Transport-Security"
  grep '^\[' "$root/page.log" || true

  # What the unit promises: ready is said by the program, it is watched over, started again when it dies, and ends as it should.
  [ "$(what SubState)" = running ] || die "the service is $(what SubState)"
  [ "$(what WatchdogUSec)" = 30s ] || die "nobody watches over the service"
  first=$(what MainPID)
  inside systemctl kill --kill-who=main --signal=KILL pantau
  until_true 30 ask --fail --output /dev/null $url/readyz || die "the service was not started again"
  [ "$(what NRestarts)" = 1 ] && [ "$(what MainPID)" != "$first" ] || die "the service was not started again by systemd"
  # Hung, not dead: the watchdog finds it.
  first=$(what MainPID)
  inside systemctl kill --kill-who=main --signal=STOP pantau
  until_true 90 eval '[ "$(what NRestarts)" -ge 2 ]' || die "the watchdog let a program hang that does nothing"
  until_true 30 ask --fail --output /dev/null $url/readyz || die "the service was not started again after it hung"
  say "killed: started again; hung: found by the watchdog and started again"
  # A backup on demand as the page says it, tried, and put back.
  inside pantau backup > "$root/backup.log" 2>&1 || { cat "$root/backup.log"; die "no backup"; }
  inside systemctl stop pantau
  [ "$(what Result)" = success ] || die "the service did not stop as it should: $(what Result)"
  name=$(inside sh -c 'ls -d /var/lib/pantau/backups/* | grep T | tail -n 1')
  inside pantau restore "$name" > "$root/restore.log" 2>&1 || { cat "$root/restore.log"; die "the backup was not put back"; }
  inside systemctl start pantau
  until_true 30 ask --fail --output /dev/null $url/readyz || die "the service does not serve what was put back"
  sed 's/^/   /' "$root/backup.log" "$root/restore.log"
  inside systemd-analyze security --no-pager pantau | tail -n 1
}

case ${1:-} in
  make) make_archive "$2" "$3" "$4" ;;
  test) test_install "$2" "$3" ;;
  *) sed -n 's/^#   //p' "$0"; exit 2 ;;
esac
