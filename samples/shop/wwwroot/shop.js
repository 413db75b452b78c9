// What the pages of the shop do in a browser: the snippet, the two halves that keep up with each other, and the receipt's check.
// Without it the shop still sells; then nothing is sent and everybody sees the same offer.

// ---- The snippet's lines, as docs/guides/snippet.md gives them; in a file, since the page allows no script within itself ----
const { host, key } = document.currentScript.dataset
;(function (host, key, options) {
  var analytics = window.analytics = window.analytics || []
  if (analytics.initialize || analytics.invoked) return
  analytics.invoked = true
  'page track identify group alias reset ready on debug consent'.split(' ').forEach(function (name) {
    analytics[name] = function () { analytics.push([name].concat([].slice.call(arguments))) }
  })
  analytics._writeKey = key
  analytics._loadOptions = options
  var script = document.createElement('script')
  script.async = true
  script.src = host + '/analytics.js/v1/' + key + '/analytics.min.js'
  document.head.appendChild(script)
})(host, key, {})

// ---- What was looked at: the page says what it is about, never who looks ----
const language = document.documentElement.lang
const shelf = document.getElementById('shelf')
const known = document.getElementById('known')
let awaited = ''
const seen = () => {
  const { path, topic } = shelf.querySelector('[data-path]').dataset
  awaited = path
  window.analytics.page({ path, ...(topic && { section: topic }), title: document.title })
}

// ---- The two halves: asked for often, answered when something changed ----
const CALM = 500
const SOON = 120
const SOON_FOR = 2000
const AWAITED_FOR = 10000
const EVENTS_SHOWN = 6
let timer
let sentAt = -Infinity
let isAsking = false

const ask = (wait) => {
  clearTimeout(timer)
  timer = setTimeout(look, wait)
}

/** Of a browser without an id nothing arrives and nothing changes: then the page asks for nothing. */
const isKnown = () => document.cookie.includes('ajs_anonymous_id=')

const look = async () => {
  if (isAsking || document.hidden) return
  isAsking = true
  // What the page sent is on its way for a moment: the snippet gathers for a tenth of a second.
  const hasSent = performance.now() - sentAt < AWAITED_FOR
  try {
    const answer = await fetch(`/${language}/live`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ state: known.querySelector('[data-state]')?.dataset.state, hasSent }),
    })
    if (answer.status === 200) show(await answer.text())
  } catch { /* The shop is gone for a moment; it is asked again. */ }
  isAsking = false
  if (isKnown()) ask(performance.now() - sentAt < SOON_FOR ? SOON : CALM)
}

const show = (html) => {
  const halves = new DOMParser().parseFromString(html, 'text/html')
  document.getElementById('offer').replaceChildren(...halves.querySelector('[data-half=offer]').childNodes)
  const [events, facts] = [[...known.querySelectorAll('#events li')], known.querySelector('#facts')]
  const opened = [...known.querySelectorAll('details')].map((one) => one.open)
  const at = known.contains(document.activeElement) ? document.activeElement.closest('.card')?.getAttribute('aria-labelledby') : null
  known.replaceChildren(...halves.querySelector('[data-half=known]').childNodes)
  if (known.querySelector('[data-blocked]')) showEnded(events, facts)
  else showEvents(events)
  known.querySelectorAll('details').forEach((one, index) => { one.open = opened[index] ?? false })
  enrich()
  if (at) known.querySelector(`[aria-labelledby=${at}] :is(button, a, summary)`)?.focus()
}

/** Newest first, those that were shown already below. */
const showEvents = (before) => {
  const list = known.querySelector('#events')
  const newest = list?.querySelector('li')
  if (!newest) return
  const isNew = !before.some((one) => one.dataset.row === newest.dataset.row)
  newest.classList.toggle('fresh', isNew)
  // Each look into what is known is written down: none is taken without need.
  if (newest.dataset.page === awaited) sentAt = -Infinity
  list.append(...before.filter((one) => one.dataset.row !== newest.dataset.row).slice(0, EVENTS_SHOWN - 1))
  list.querySelectorAll('li:not(:first-child)').forEach((one) => one.classList.remove('fresh'))
}

/** What was on the screen stays there greyed: nothing uses it any more, and nobody is told it again. */
const showEnded = (events, facts) => {
  if (events.length) {
    known.querySelector('#events').append(...events)
    known.querySelector('.none')?.remove()
  }
  if (facts) known.querySelector('.nothing')?.replaceWith(facts)
  for (const one of [...events, facts]) one?.classList.add('ended')
}

// ---- What only a script can do ----
const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
const sayAgo = () => known.querySelectorAll('time[data-ago]').forEach((one) => {
  const seconds = Math.min(0, Math.round((Date.parse(one.dateTime) - Date.now()) / 1000))
  one.textContent = seconds > -60 ? ago.format(seconds, 'second') : seconds > -3600 ? ago.format(Math.round(seconds / 60), 'minute') : ago.format(Math.round(seconds / 3600), 'hour')
})

const enrich = () => {
  known.querySelectorAll('.verify, .close, [data-consent]').forEach((one) => { one.hidden = false })
  known.querySelectorAll('.hint').forEach((one) => { one.hidden = sessionStorage.getItem(`hint-${one.dataset.hint}`) === 'closed' })
  sayAgo()
}

known.addEventListener('click', async ({ target }) => {
  if (target.matches('.close')) {
    const hint = target.closest('.hint')
    sessionStorage.setItem(`hint-${hint.dataset.hint}`, 'closed')
    hint.hidden = true
    known.focus()
  }
  if (target.matches('.verify')) {
    const card = target.closest('.receipt')
    const verdict = card.querySelector('.verdict')
    const { verifyReceipt } = await import('/receipt-verifier.mjs')
    const { holds } = await verifyReceipt(card.querySelector('textarea').value, [card.dataset.key])
    verdict.className = `verdict ${holds ? 'holds' : 'fails'}`
    verdict.textContent = holds ? card.dataset.holds : card.dataset.fails
  }
})

// ---- Going from thing to thing without leaving the right half ----
const open = async (path, isNew) => {
  try {
    const answer = await fetch(path, { headers: { 'X-Part': 'shelf' } })
    if (!answer.ok) throw answer.status
    shelf.innerHTML = await answer.text()
  } catch {
    location.assign(path)
    return
  }
  if (isNew) history.pushState(null, '', path)
  const heading = shelf.querySelector('h1')
  document.title = `${heading.textContent} · Meridian Motors`
  document.querySelectorAll('.languages a').forEach((one) => { one.href = location.pathname.replace(/^\/../, `/${one.lang}`) })
  heading.focus({ preventScroll: true })
  scrollTo({ top: 0 })
  seen()
}
document.addEventListener('click', (press) => {
  const link = press.target.closest?.('.left a')
  if (!link || press.ctrlKey || press.metaKey || press.shiftKey || press.button) return
  press.preventDefault()
  open(new URL(link.href).pathname, true)
})
addEventListener('popstate', () => open(location.pathname, false))

// ---- What the visitor answers counts for the customer who is signed in, not only for this browser ----
window.analytics.on('consent', async (said) => {
  const answered = Object.entries(said).filter(([, yes]) => yes || !navigator.globalPrivacyControl)
  if (answered.length) {
    await fetch(`/${language}/choices`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(Object.fromEntries(answered)) })
  }
  sentAt = performance.now()
  ask(0)
})
window.analytics.on('page', () => {
  sentAt = performance.now()
  if (isKnown()) ask(SOON)
})

// Another person may sit here next.
document.querySelector('form[action$=sign-out]')?.addEventListener('submit', () => { window.analytics.reset() })

document.addEventListener('visibilitychange', () => isKnown() && ask(0))
setInterval(sayAgo, 10000)
enrich()
seen()
if (isKnown()) ask(CALM)
