// Segment's calls over Fulcrum's policy. Whatever is called before the policy is known, or before the visitor chose, waits in memory.
import * as consent from './consent.js'
import { judge } from './judge.js'
import { isPageOf, isToldPolicy, policy, signal, tell } from './page.js'
import * as queue from './queue.js'
import { USER, keep, kept, newId, useDomain } from './store.js'

const HELD_MAX = 500

/** Where this very script came from: the server is there too. */
const from = document.currentScript?.src ?? ''

const listeners = {}
let held = []
let isDebugged = false
let userId = ''
let surface, ready
const whenReady = new Promise((resolve) => { ready = resolve })

const emit = (name, ...words) => {
  if (isDebugged) console.debug('Fulcrum:', name, ...words)
  listeners[name]?.forEach((listener) => listener(...words))
}

const page = () => ({ path: location.pathname, referrer: document.referrer, search: location.search, title: document.title, url: location.href.split('#')[0] })

const route = (message) => {
  const does = policy ? judge(policy, signal, consent.holds(), message.type, message.event) : 'hold'
  if (does === 'hold') held = [...held, message].slice(-HELD_MAX)
  else if (does) {
    message.context.consent = { ...message.context.consent, categoryPreferences: consent.said() }
    message.anonymousId = consent.visitor()
    if (userId && consent.mayKeep()) keep(USER, userId, policy.choiceDays)
    queue.add(message)
  } else emit('dropped', message)
}

const routeHeld = () => {
  const waited = held
  held = []
  waited.forEach(route)
}

const forgetAll = () => {
  userId = ''
  queue.clear()
}

/** A call: texts first, then properties, options and what to call at the end; all of them may be left out. */
const call = (type, fieldsOf) => async (...given) => {
  const texts = []
  while (given.length && (given[0] === null || /string|number/.test(typeof given[0]))) texts.push('' + (given.shift() ?? ''))
  const done = given.find((one) => typeof one === 'function')
  const [properties, options] = given.filter((one) => one !== done)
  const message = {
    type, messageId: newId(), timestamp: new Date().toISOString(), ...fieldsOf(texts, properties ?? {}),
    context: { page: page(), locale: navigator.language, userAgent: navigator.userAgent, library: { name: 'fulcrum-browser', version: '0.1.0' }, ...options?.context },
  }
  message.userId = message.userId || userId || undefined
  emit(type, ...texts, properties, options)
  route(message)
  done?.(message)
  return message
}

const load = (writeKey, options = {}) => {
  const host = (options.host ?? from.split('/analytics.js/')[0]) || location.origin
  isPageOf(host, writeKey, (options.language ?? (document.documentElement.lang || navigator.language)).slice(0, 2))
  useDomain(options.cookie?.domain)
  const begin = (told) => {
    isToldPolicy(told)
    consent.begin(() => { routeHeld(); emit('consent', consent.said()); surface?.() }, forgetAll)
    if (consent.mayKeep()) {
      userId = userId || kept(USER)
      queue.restore()
    }
    surface = analytics.ask?.()
    routeHeld()
    ready()
  }
  const read = async () => {
    let answer
    try {
      answer = await fetch(host + '/v1/projects/' + writeKey + '/policy?jurisdiction=' + (options.jurisdiction ?? ''), { credentials: 'omit' })
    } catch { /* Without the policy nothing is known to be allowed, and all waits. */ }
    if (answer?.ok) begin(await answer.json())
    else if (answer?.status < 500 && answer.status !== 429) tell('no policy:', answer.status)
    else setTimeout(read, 5e3)
  }
  addEventListener('online', () => policy && (queue.sendAgain(), consent.tellNo()))
  document.addEventListener('visibilitychange', () => policy && document.visibilityState === 'hidden' && queue.sendLast())
  addEventListener('pagehide', () => {
    if (!policy) return
    consent.pass()
    queue.sendLast()
  })
  read()
}

const analytics = {
  initialize: true,
  track: call('track', ([event], properties) => ({ event, properties })),
  page: call('page', (texts, properties) => {
    const [name, category] = [...texts].reverse()
    return { name, category, properties: { ...page(), ...properties, name } }
  }),
  identify: call('identify', ([id], traits) => {
    userId = id || userId
    return { traits }
  }),
  group: call('group', ([groupId], traits) => ({ groupId, traits })),
  alias: call('alias', ([to, previousId = userId]) => ({ userId: to, previousId })),
  /** Another person may use the device now: ids, queue and every yes are forgotten, and the question is asked again. */
  reset: () => whenReady.then(() => {
    held = []
    consent.reset()
    surface?.()
  }),
  /** Asks for the settings; or takes answers by category, from a page that asks in its own words. */
  consent: (answered) => whenReady.then(() => (answered ? consent.decide(answered) : surface?.(true))),
  ready: (done) => whenReady.then(done),
  on: (name, listener) => { listeners[name] = [...(listeners[name] ?? []), listener] },
  debug: (isOn = true) => { isDebugged = isOn },
  user: () => ({ id: () => userId || null, anonymousId: () => (policy && consent.mayKeep() ? consent.visitor() : null) }),
  load,
}

/**
 * Starts the snippet in this page.
 * @param {() => (isAsked?: boolean) => void} [ask] makes what asks the visitor, once the policy is known; without it the page asks in its own words
 */
export const start = (ask) => {
  const stub = window.analytics ?? []
  if (stub.initialize) return tell('loaded twice')
  analytics.ask = ask
  window.analytics = analytics
  const key = stub._writeKey ?? from.split('/analytics.js/v1/')[1]?.split('/')[0]
  if (key) load(key, stub._loadOptions)
  for (const [name, ...given] of stub) {
    if (analytics[name]) analytics[name](...given)
    else tell('no such call:', name)
  }
}
