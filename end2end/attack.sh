#!/usr/bin/env bash
# The attack round, called by `./dev attack`: the 46 rows and the access matrix, fuzzing of every parser, licences, advisories. Each part
# says what it did; a part that cannot run here says so and is counted.
#
#   SECONDS_EACH   of fuzzing for each parser; 600 unless told
#   ADVISORY_DB    a folder with RustSec's advisory-db; without it advisories are not looked up
set -euo pipefail
cd "$(dirname "$0")/.."
EACH=${SECONDS_EACH:-600}
PARSERS="csv form geojson ics image json multipart"
NOT_RUN=() FAILED=()
say() { printf '\033[1m== %s\033[0m\n' "$*"; }

say "the 46 rows, the access matrix, the kept corpus"
cargo test --quiet --features ssr --bin pantau -- row_ attack:: guard::tests || FAILED+=("rows")

say "fuzzing: $EACH seconds for each of: $PARSERS"
HOST=$(rustc -vV | sed -n 's/^host: //p')
FUZZ_TARGET=${CARGO_TARGET_DIR:-target}/fuzz
# What cargo-fuzz passes too; none of it needs a nightly compiler. With --target build scripts stay without counters.
FLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing"
if ! command -v c++ >/dev/null; then
  NOT_RUN+=("fuzzing: no C++ compiler for libFuzzer (Debian: g++)")
elif RUSTFLAGS="$FLAGS" CARGO_TARGET_DIR=$FUZZ_TARGET cargo build --quiet --release --locked --manifest-path end2end/fuzz/Cargo.toml --target "$HOST"; then
  PROGRAM=$FUZZ_TARGET/$HOST/release/pantau-fuzz
  # What earlier rounds found, reduced to what reaches something new (libFuzzer's -merge=1): the next round goes on from there.
  [ -d "$FUZZ_TARGET/corpus" ] || { mkdir -p "$FUZZ_TARGET/corpus"; tar -C "$FUZZ_TARGET/corpus" -xJf end2end/fuzz/grown.tar.xz; }
  for parser in $PARSERS; do
    grown=$FUZZ_TARGET/corpus/$parser
    mkdir -p "$grown" "$FUZZ_TARGET/found"
    log=$FUZZ_TARGET/$parser.log
    # What is found new goes to the first folder; the kept corpus is only read.
    if FUZZ=$parser nice -n 10 "$PROGRAM" "$grown" "end2end/fuzz/corpus/$parser" -max_total_time="$EACH" -timeout=120 -rss_limit_mb=2048 \
         -max_len=65536 -artifact_prefix="$FUZZ_TARGET/found/$parser-" -print_final_stats=1 >"$log" 2>&1; then
      printf '%-10s %s s, %s runs, no crash\n' "$parser" "$EACH" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    else
      tail -n 30 "$log"; FAILED+=("fuzzing $parser: input under $FUZZ_TARGET/found")
    fi
  done
else
  FAILED+=("fuzzing: the package did not build")
fi

say "licences of everything that is linked (deny.toml)"
command -v cargo-deny >/dev/null || { say "installing cargo-deny, which takes some minutes"; cargo install --quiet --locked cargo-deny || true; }
if command -v cargo-deny >/dev/null; then
  cargo deny --offline check licenses bans sources || FAILED+=("licences")
else
  NOT_RUN+=("licences: cargo-deny could not be installed")
fi

say "known vulnerabilities"
if [ -z "${ADVISORY_DB:-}" ]; then
  NOT_RUN+=("advisories: ADVISORY_DB names no folder with RustSec's advisory-db")
else
  command -v cargo-audit >/dev/null || { say "installing cargo-audit, which takes some minutes"; cargo install --quiet --locked cargo-audit || true; }
  if command -v cargo-audit >/dev/null; then cargo audit --db "$ADVISORY_DB" --no-fetch --stale || FAILED+=("advisories"); else NOT_RUN+=("advisories: cargo-audit could not be installed"); fi
fi

for part in ${NOT_RUN[@]+"${NOT_RUN[@]}"}; do say "not run: $part"; done
for part in ${FAILED[@]+"${FAILED[@]}"}; do say "FAILED: $part"; done
say "${#FAILED[@]} failed, ${#NOT_RUN[@]} not run"
[ ${#FAILED[@]} = 0 ]
