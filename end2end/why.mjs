// Why browser tests failed, a few lines each, from Playwright's JSON: CI keeps only the end of what a run prints.
import { readFileSync } from "node:fs";

const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, "");
function* failures(suite) {
  for (const inner of suite.suites ?? []) yield* failures(inner);
  for (const spec of suite.specs ?? [])
    for (const test of spec.tests)
      for (const result of test.results)
        if (!["passed", "skipped"].includes(result.status)) yield { spec, test, result };
}
for (const { spec, test, result } of failures(JSON.parse(readFileSync(process.argv[2], "utf8")))) {
  console.log(`\n${spec.file}:${spec.line} [${test.projectName}] ${spec.title}: ${result.status} after ${Math.round(result.duration / 1000)} s`);
  for (const error of result.errors) {
    const at = error.location ? ` (line ${error.location.line})` : "";
    const words = plain(error.message ?? String(error.value)).split("\n").filter((line) => line.trim()).slice(0, 12);
    console.log(`   ${words.join("\n   ")}${at}`);
  }
}
