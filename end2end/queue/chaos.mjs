// node chaos.mjs [HOW MANY] [FIRST SEED]: random schedules one after another; prints the seed of the first that fails.
import { run } from "./schedule.mjs";

const many = Number(process.argv[2] ?? 500);
const first = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
const sum = { ops: 0, photos: 0, interruptions: 0, receipts: 0 };
const begun = Date.now();
console.log(`${many} schedules from seed ${first}`);
for (let seed = first; seed < first + many; seed++) {
  let timer;
  const stuck = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`seed ${seed}: stuck`)), 60_000); });
  try {
    const result = await Promise.race([run(seed), stuck]);
    for (const name of Object.keys(sum)) sum[name] += result[name];
  } catch (error) {
    console.error(error.message, error.cause?.stack ?? "");
    console.error(`again: node end2end/queue/chaos.mjs 1 ${seed}`);
    process.exit(1);
  }
  clearTimeout(timer);
}
console.log(`all kept: ${sum.ops} reports queued, ${sum.receipts} receipts, ${sum.photos} photos, ${sum.interruptions} interruptions, ${((Date.now() - begun) / 1000).toFixed(0)} s`);
