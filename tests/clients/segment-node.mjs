// Sends every call type with Segment's own client, unchanged. Arguments: host, write key, rounds.
// After the first half it says "half" and waits for a line, so that the test can take the server down meanwhile.
import { createInterface } from 'node:readline'
import { Analytics } from '@segment/analytics-node'

const [host, writeKey, rounds] = process.argv.slice(2)
const analytics = new Analytics({ writeKey, host, flushAt: 7, flushInterval: 50, maxRetries: 50 })
const errors = []
let sent = 0
analytics.on('error', (fault) => errors.push(String(fault.code ?? fault)))

const context = { locale: 'en-GB', consent: { categoryPreferences: { functional: true, analytics: true, dealer: true } } }
const timestamp = new Date()

function round(number) {
  const anonymousId = `node-anonymous-${number}`
  const userId = `node-user-${number}`
  analytics.page({ anonymousId, name: 'Cars', properties: { path: `/cars/${number}`, section: 'sport' }, context, timestamp })
  analytics.identify({ userId, anonymousId, traits: { firstName: 'Ada', email: `ada${number}@meridian.example` }, context, timestamp })
  analytics.track({ userId, event: 'Test Drive Booked', properties: { model: 'roadster', dealer: 'london' }, context, timestamp })
  analytics.screen({ anonymousId, name: 'Home', context, timestamp })
  analytics.group({ userId, groupId: `club-${number}`, traits: { name: 'Club' }, context, timestamp })
  analytics.alias({ userId, previousId: `node-earlier-${number}`, context, timestamp })
  sent += 6
}

const half = Number(rounds) / 2
for (let number = 0; number < half; number++) round(number)
await analytics.flush({ close: false })
console.log('half')

const lines = createInterface({ input: process.stdin })
await new Promise((go) => lines.once('line', go))
lines.close()

for (let number = half; number < Number(rounds); number++) round(number)
await analytics.closeAndFlush({ timeout: 120_000 })
console.log(JSON.stringify({ sent, errors }))
