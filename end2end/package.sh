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
  if [ ! -e "$cache/debian-12.tar" ]; then
    say "Debian 12 by debootstrap (a few minutes, once)"
    mirror=$(sed -n 's/^URIs: *//p; s/^deb [^h]*\(http[^ ]*\).*/\1/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
    # shellcheck disable=SC2086
    debootstrap --variant=minbase bookworm "$into" $mirror >/dev/null
    mkdir -p "$cache"
    tar -C "$into" -cf "$cache/debian-12.tar.new" . && mv "$cache/debian-12.tar.new" "$cache/debian-12.tar"
  else
    tar -C "$into" -xf "$cache/debian-12.tar"
  fi
}

test_install() {
  local archive=$1 cache=$2 root page begun url=https://pustaka.test answer
  [ "$(id -u)" = 0 ] || { echo "not run: the install test needs root (debootstrap, chroot, a network of its own)"; return 0; }
  command -v debootstrap >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
  [ "$(commands deploy/PASANG.md)" = "$(commands deploy/INSTALL.md)" ] || die "the two install pages differ in their commands"
  root=$(mktemp -d /tmp/pantau-debian.XXXXXX)
  # shellcheck disable=SC2064
  trap "rm -rf --one-file-system '$root'" EXIT
  debian "$root" "$cache" || { echo "not run: debootstrap could not make a Debian 12 here"; return 0; }
  for compiler in cc gcc clang rustc cargo; do
    [ -z "$(chroot "$root" sh -c "command -v $compiler" || true)" ] || die "there is a compiler: $compiler"
  done

  # The machine's way to its mirror; nothing else of it.
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  rm -rf "$root"/etc/apt/sources.list*; cp -a /etc/apt/sources.list* "$root/etc/apt/" 2>/dev/null || true
  grep -lr '^ *Acquire' /etc/apt/apt.conf.d 2>/dev/null | xargs -r cp -t "$root/etc/apt/apt.conf.d/"
  echo '127.0.0.1 localhost pustaka.test' > "$root/etc/hosts"
  cp "$archive" "$archive.sha256" "$root/root/"
  install -m 755 end2end/package/systemctl "$root/usr/local/sbin/systemctl"
  # The services run in a network of their own; apt alone reaches the mirror, through the network that was open before.
  printf '#!/bin/sh\nexec nsenter --net=/proc/self/fd/9 /usr/bin/apt-get "$@"\n' > "$root/usr/local/sbin/apt-get"
  chmod 755 "$root/usr/local/sbin/apt-get"
  page=$(commands deploy/PASANG.md | sed 's/^ALAMAT=.*/ALAMAT=pustaka.test/')
  printf 'set -euo pipefail\nexport DEBIAN_FRONTEND=noninteractive\ncd /root\n%s\n' "$page" > "$root/root/page.sh"

  say "the install page's commands, on a Debian 12 without a compiler"
  cat > "$root/root/outside.sh" <<OUTSIDE
set -euo pipefail
ip link set lo up
begun=\$(date +%s)
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot '$root' bash -x /root/page.sh > '$root/page.log' 2>&1 \
  || { tail -n 30 '$root/page.log'; cat '$root'/var/log/{pantau,caddy}.log 2>/dev/null | tail -n 30; exit 1; }
ca='$root/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt'
for try in \$(seq 120); do
  if curl -fsS --cacert "\$ca" --resolve pustaka.test:443:127.0.0.1 -o '$root/page.html' $url/ 2>'$root/curl.log'; then break; fi
  sleep 0.5
done
grep -q 'Pantau Pustaka' '$root/page.html' || { cat '$root/curl.log' '$root/var/log/pantau.log' '$root/var/log/caddy.log'; exit 1; }
echo \$((\$(date +%s) - begun)) > '$root/seconds'
curl -fsS --cacert "\$ca" --resolve pustaka.test:443:127.0.0.1 -o /dev/null $url/readyz
curl -sS --cacert "\$ca" --resolve pustaka.test:443:127.0.0.1 -o /dev/null -D '$root/headers' $url/
grep -qi '^strict-transport-security' '$root/headers'
grep '^\[' '$root/page.log' || true
# It ends when it is asked to, in time and as if nothing were wrong.
pid=\$(cat '$root/run/pantau.pid')
kill -TERM "\$pid"
for try in \$(seq 150); do [ -e '$root/run/pantau.exit' ] && break; sleep 0.1; done
[ "\$(cat '$root/run/pantau.exit' 2>/dev/null)" = 0 ] || { echo 'the service did not stop as it should'; tail '$root/var/log/pantau.log'; exit 1; }
OUTSIDE
  exec 9</proc/self/ns/net
  begun=$SECONDS
  unshare --net --pid --fork --kill-child --mount --mount-proc="$root/proc" bash "$root/root/outside.sh"
  exec 9<&-
  answer=$(cat "$root/seconds")
  printf '   installed and served %s/ by HTTPS (Caddy, own CA) after %s s of the page'"'"'s own commands; goal 300 s (%s s with stopping)\n' \
    "$url" "$answer" $((SECONDS - begun))
  [ "$answer" -le 300 ] || die "that is longer than five minutes"

  if command -v systemd-analyze >/dev/null; then
    # The unit as it is, but for what only the installed machine has: the program and its user.
    sed 's#^ExecStart=/opt/pantau/pantau#ExecStart=/bin/true#; /^User=/d; /^Group=/d; /^Documentation=/d' deploy/pantau.service > "$root/pantau.service"
    systemd-analyze verify --man=no "$root/pantau.service" || die "systemd does not understand the unit"
    systemd-analyze security --offline=true --no-pager deploy/pantau.service | tail -n 1
  else
    echo "   not run: systemd-analyze is not on this machine"
  fi
}

case ${1:-} in
  make) make_archive "$2" "$3" "$4" ;;
  test) test_install "$2" "$3" ;;
  *) sed -n 's/^#   //p' "$0"; exit 2 ;;
esac
