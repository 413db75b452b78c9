// Sends every call type with Segment's own browser client, unchanged, in a page of jsdom. Arguments: host, write key, the page's origin.
// Prints every address the page asked, so that the test sees whether it talks to anybody else.
import { JSDOM, VirtualConsole } from 'jsdom'

const [host, writeKey, origin] = process.argv.slice(2)
const page = new JSDOM('<!doctype html><html><body></body></html>', { url: `${origin}/cars/roadster`, virtualConsole: new VirtualConsole() }).window

const asked = []
const ask = globalThis.fetch
const asAPage = (address, options = {}) => {
  asked.push(new URL(address).host)
  return ask(address, { ...options, headers: { ...options.headers, Origin: origin } })
}

for (const name of ['document', 'navigator', 'location', 'localStorage', 'history', 'CustomEvent', 'Event', 'HTMLElement', 'Node']) {
  Object.defineProperty(globalThis, name, { value: page[name], configurable: true, writable: true })
}
Object.defineProperty(globalThis, 'window', { value: page, configurable: true, writable: true })
page.fetch = asAPage
globalThis.fetch = asAPage

const { AnalyticsBrowser } = await import('@segment/analytics-next')
const analytics = AnalyticsBrowser.load(
  { writeKey, cdnURL: `http://${host}` },
  { integrations: { 'Segment.io': { apiHost: `${host}/v1`, protocol: 'http' } } })
const context = { consent: { categoryPreferences: { functional: true, dealer: true } } }
await analytics.page('Cars', { path: '/cars/roadster', section: 'sport' }, { context })
await analytics.identify('browser-user', { firstName: 'Ada' }, { context })
await analytics.track('Test Drive Booked', { model: 'roadster' }, { context })
await analytics.screen('Home', {}, { context })
await analytics.group('club-1', { name: 'Club' }, { context })
await analytics.alias('browser-user', 'browser-earlier', { context })
console.log(JSON.stringify({ hosts: [...new Set(asked)], asked: asked.length }))
process.exit(0)
