// Sends every call type with RudderStack's own client, unchanged. Arguments: data plane, write key.
import rudder from '@rudderstack/rudder-sdk-node'
const [dataPlaneUrl, writeKey] = process.argv.slice(2)
const Analytics = rudder.default ?? rudder
const client = new Analytics(writeKey, { dataPlaneUrl, flushAt: 3, gzip: true, logLevel: 'error' })
const context = { consentManagement: { allowedConsentIds: ['functional', 'dealer'], deniedConsentIds: ['advertising'], provider: 'custom', resolutionStrategy: 'and' } }
const errors = []
const told = []
const call = (name, message) => told.push(new Promise((done) => client[name](message, (fault) => { if (fault) errors.push(String(fault)); done() })))
call('page', { anonymousId: 'r-1', name: 'Cars', properties: { path: '/cars/roadster', section: 'sport' }, context })
call('identify', { userId: 'rudder-user', anonymousId: 'r-1', traits: { firstName: 'Ada' }, context })
call('track', { userId: 'rudder-user', event: 'Test Drive Booked', properties: { model: 'roadster' }, context })
call('screen', { anonymousId: 'r-1', name: 'Home', context })
call('group', { userId: 'rudder-user', groupId: 'club-1', traits: { name: 'Club' }, context })
call('alias', { userId: 'rudder-user', previousId: 'rudder-earlier', context })
await new Promise((done) => client.flush(done))
await Promise.all(told)
console.log(JSON.stringify({ sent: told.length, errors }))
process.exit(0)
