// Reads one line with strings as JSON and prints which of them can be read; then, for each further line, either tells what those say together
// or decodes them for so many milliseconds and prints strings a second.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const { TCString } = createRequire(import.meta.url)('@iabtcf/core');

const decode = (strings, milliseconds) => {
  const begun = performance.now();
  let done = 0;
  while (performance.now() - begun < milliseconds) {
    for (const text of strings) {
      done += TCString.decode(text).policyVersion > 0 ? 1 : 0;
    }
  }
  return done / ((performance.now() - begun) / 1000);
};

const tell = (strings) => {
  let purposes = 0;
  let vendors = 0;
  for (const text of strings) {
    const read = TCString.decode(text);
    purposes += read.purposeConsents.size;
    vendors += read.vendorConsents.size;
  }
  return `${purposes} purposes, ${vendors} vendors`;
};

const isRead = (text) => {
  try {
    return TCString.decode(text) !== null;
  } catch {
    return false;
  }
};

let strings = null;
for await (const line of createInterface({ input: process.stdin })) {
  if (strings === null) {
    const all = JSON.parse(line);
    const read = all.map((_, at) => at).filter((at) => isRead(all[at]));
    strings = read.map((at) => all[at]);
    console.log(JSON.stringify(read));
  } else {
    console.log(line === 'tell' ? tell(strings) : decode(strings, Number(line)));
  }
}
