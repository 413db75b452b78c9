/**
 * node judge-edits.mjs FILE [careless]: judges receipts and edits of them, many in one process.
 * FILE: one JSON a line; the first {"key": …, "receipts": [text, …]}, then edits [receipt, at, removed, inserted].
 * "careless" takes every signature for good: what a verifier that forgot to look would accept.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { verifyReceipt } from "../../web/receipt-verifier/receipt-verifier.mjs";

const [file, careless] = process.argv.slice(2);
if (careless) {
  crypto.subtle.verify = async () => true;
}
const told = { good: 0, edits: 0, accepted: 0, checks: {} };
let key, receipts;
for await (const line of createInterface({ input: createReadStream(file) })) {
  const row = JSON.parse(line);
  if (!receipts) {
    ({ key, receipts } = row);
    for (const text of receipts) {
      told.good += (await verifyReceipt(text, [key])).holds ? 1 : 0;
    }
    continue;
  }
  const [index, at, removed, inserted] = row;
  const text = receipts[index];
  const verdict = await verifyReceipt(text.slice(0, at) + inserted + text.slice(at + removed), [key]);
  told.edits++;
  told.accepted += verdict.holds ? 1 : 0;
  told.checks[verdict.check ?? "none"] = (told.checks[verdict.check ?? "none"] ?? 0) + 1;
}
console.log(JSON.stringify(told));
