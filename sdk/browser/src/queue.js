// Sends events in batches: again when the server or the network is at fault, not again when the events are.
import { host, post, tell, writeKey } from './page.js'
import { mayKeep } from './consent.js'
import { waiting } from './store.js'

const EVENTS_MAX = 50
// Browsers let a page send 64 KiB that outlive it.
const BYTES_MAX = 6e4
const WAIT_MAX = 3e5

let events = []
let sending = []
let failures = 0
let timer

const take = () => {
  let bytes = 0
  let count = 0
  // Letters beyond ASCII take up to three bytes each.
  while (count < Math.min(events.length, EVENTS_MAX) && (bytes += JSON.stringify(events[count]).length * 1.5) < BYTES_MAX) count++
  return events.splice(0, count || 1)
}
const body = (batch) => JSON.stringify({ batch, writeKey, sentAt: new Date().toISOString() })
const keepWaiting = () => mayKeep() && waiting([...sending, ...events])
const later = (wait) => { timer = timer || setTimeout(flush, wait) }

const flush = async () => {
  clearTimeout(timer)
  timer = 0
  if (sending.length || !events.length) return
  const batch = sending = take()
  let status = 0
  let wait = 0
  try {
    const answer = await post('batch', body(batch))
    status = answer.status
    wait = answer.headers.get('Retry-After') * 1e3
  } catch { /* Offline, or the server is. */ }
  // What was forgotten meanwhile does not come back.
  const isForgotten = sending !== batch
  sending = isForgotten ? sending : []
  if (!status || status === 429 || status > 499) {
    if (!isForgotten) events = [...batch, ...events]
    keepWaiting()
    later(Math.min(wait || 500 * 2 ** failures++, WAIT_MAX))
  } else {
    if (status > 399) tell('dropped', batch.length, 'events:', status)
    if (failures) keepWaiting()
    failures = 0
    flush()
  }
}

/** Takes an event, and sends it soon, with those that follow at once. */
export const add = (event) => {
  events.push(event)
  later(100)
}

/** The browser is online again. */
export const sendAgain = () => {
  failures = 0
  flush()
}

/** The page goes: what waits is handed to the browser, and kept where it takes none. */
export const sendLast = () => {
  const rest = []
  while (events.length) {
    const batch = take()
    if (navigator.onLine === false || !navigator.sendBeacon(host + '/v1/batch', body(batch))) rest.push(...batch)
  }
  events = rest
  keepWaiting()
}

/** What an earlier page could not send. Ids of messages make sure that each counts once. */
export const restore = () => {
  events = [...waiting(), ...events]
  waiting([])
  later(0)
}

/** Forgets all that waits, here and in storage. */
export const clear = () => {
  events = []
  sending = []
  waiting([])
}
