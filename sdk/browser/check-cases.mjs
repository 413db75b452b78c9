// Asks the snippet's own code every case of a folder: node check-cases.mjs spec/consent-cases
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { answers, judge } from './src/judge.js'

const folder = process.argv[2]
const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort()
let count = 0
let wrong = 0
for (const file of files) {
  const { policy, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  for (const { name, signal, choice, event, does, preferences } of cases) {
    const said = answers(policy, choice ?? undefined, signal)
    const judged = judge(policy, signal, said, event.type, event.event)
    count++
    if (judged === does && isDeepStrictEqual(said, preferences)) continue
    wrong++
    console.error(`${file}: ${name}: the snippet says '${judged}' ${JSON.stringify(said)}, the case '${does}' ${JSON.stringify(preferences)}`)
  }
}

if (wrong === 0) console.log(`${count} cases in ${files.length} files agree`)
process.exit(wrong === 0 && count > 0 ? 0 : 1)
