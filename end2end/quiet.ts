// A reporter for programs that print their own result: what they print, and what went wrong, nothing else.
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

export default class Quiet implements Reporter {
  onStdOut(text: string | Buffer): void {
    process.stdout.write(text);
  }
  onTestEnd(test: TestCase, result: TestResult): void {
    for (const error of result.errors) process.stderr.write(`${test.title}: ${error.message}\n`);
  }
}
