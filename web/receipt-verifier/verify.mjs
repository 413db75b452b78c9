/** node verify.mjs RECEIPT KEY...: verifies a receipt with the second, independent implementation. */
import { readFile } from "node:fs/promises";
import { verifyReceipt } from "./receipt-verifier.mjs";

const [file, ...keys] = process.argv.slice(2);
if (!file || keys.length === 0) {
  console.error("usage: node verify.mjs RECEIPT KEY...");
  process.exit(2);
}
const verdict = await verifyReceipt(await readFile(file, "utf8"), keys);
console.log(JSON.stringify(verdict, null, 2));
process.exit(verdict.holds ? 0 : 6);
