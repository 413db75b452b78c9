// Reads one line with the strings as JSON; then, for each further line, either tells what they say together or decodes them for so many
// milliseconds and prints strings a second.
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

let strings = null;
for await (const line of createInterface({ input: process.stdin })) {
  if (strings === null) {
    strings = JSON.parse(line);
  } else {
    console.log(line === 'tell' ? tell(strings) : decode(strings, Number(line)));
  }
}
