#!/usr/bin/env bash
# The public page of the demo's meeting, measured as the peer was (knowledge: agenda, section 5): bytes as served and raw, 50
# requests in a row, then wrk with 16 connections for 10 seconds. plm.bench.sh APP_URL SERVER_PID
#   PEER_URL=http://127.0.0.1:8346/plm/schedule/ PEER_PID=.. measures a pretalx that is running here by the same steps; without it
#   the figures of 22 November 2026 (another machine of 2 cores) stand beside ours.
set -euo pipefail
URL=$1 PID=$2
tree() { local p; for p in "$1" $(pgrep -P "$1" || true); do echo "$p"; done; }
ticks() { local t=0 p; for p in $(tree "$1"); do t=$((t + $(awk '{print $14 + $15}' "/proc/$p/stat"))); done; echo "$t"; }
memory() { local t=0 p; for p in $(tree "$1"); do t=$((t + $(awk '/^Pss:/ {print $2}' "/proc/$p/smaps_rollup"))); done; echo "$t"; }
size() { curl -s -H "Accept: text/html" -H "Accept-Encoding: $2" "$1" | wc -c; }
# Every script and sheet that the page names, after its HTML.
files() {
  echo "$1"
  curl -s -H 'Accept: text/html' "$1" | grep -oE '<(script|link)[^>]*(src|href)="?[^" >]+' | grep -oE '"?/[^" >]+$' | tr -d '"' |
    grep -E '\.(js|css)(\?|$)' | sort -u | sed "s|^|$(echo "$1" | grep -oE '^https?://[^/]+')|"
}

measure() {
  local name=$1 url=$2 pid=$3 raw=0 sent=0 count=0 file before out
  while read -r file; do
    raw=$((raw + $(size "$file" identity))); sent=$((sent + $(size "$file" 'br, gzip'))); count=$((count + 1))
  done < <(files "$url")
  for _ in $(seq 5); do curl -s -o /dev/null -H 'Accept: text/html' "$url"; done
  before=$(ticks "$pid")
  out=$(for _ in $(seq 50); do curl -s -o /dev/null -H 'Accept: text/html' -w '%{time_total}\n' "$url"; done | sort -n |
    awk '{a[NR] = $1 * 1000} END {printf "%.1f ms (p95 %.1f)", (a[25] + a[26]) / 2, a[48]}')
  printf '%-26s %s\n' "$name" "$url"
  printf '  %-24s %s\n' 'files before content' "$count" 'bytes raw / as served' "$raw / $sent" 'median of 50' "$out" \
    'server CPU a request' "$(((($(ticks "$pid") - before) * 10 + 25) / 50)) ms"
  wrk -t2 -c16 -d10s --latency -H 'Accept: text/html' "$url" | awk '/50%|99%/ {printf "  wrk %-20s %s\n", $1, $2} /Requests\/sec/ {printf "  %-24s %s\n", "wrk requests a second", $2} /Non-2xx|Socket errors/ {print "  " $0}'
  printf '  %-24s %s KiB\n' 'memory (PSS) after' "$(memory "$pid")"
}

echo "load before: $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores, $(date -u)"
measure 'Pantau Pustaka' "$URL/plm/plm-kobar-2022" "$PID"
if [ -n "${PEER_URL:-}" ]; then
  measure 'pretalx, same run' "$PEER_URL" "$PEER_PID"
else
  cat <<'TABLE'
pretalx as measured on 22 November 2026 (2 cores, gunicorn with 2 workers; knowledge: agenda, section 5)
                           2025.2.2                    2026.2.1
  files before content     17                          17
  bytes raw / as served    579,218 / 514,533           429,930 / 130,277
  median of 50             39.6 to 46.8 ms             28.6 to 38.6 ms
  server CPU a request     40 to 43 ms                 34 ms
  wrk requests a second    37.2 to 40.5                54.8 to 65.6
  memory (PSS) after       228 MiB                     234 to 239 MiB
  targets set against it   HTML and CSS <= 20 KB in <= 3 requests; median <= 5 ms; >= 1,000 a second; < 60 MiB
TABLE
fi
