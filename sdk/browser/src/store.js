// What is kept in the browser, and for how long. Cookies are of this site alone; nothing here is written before it may be.

/** The visitor's id, under the name that Segment's analytics.js gives it. */
export const ID = 'ajs_anonymous_id'

/** The id a visitor signed in with. */
export const USER = 'ajs_user_id'

/** The visitor's choice. A no is kept too, without any id, so that it need not be said twice. */
export const CHOICE = 'fulcrum_choice'

/** Events that could not be sent yet. */
export const QUEUE = 'fulcrum_queue'

/** How wide cookies are, as a part of one; empty for their host alone. */
export let where = ''

/** Says for which domain cookies are: the page's own host, unless the site says a wider one. */
export const useDomain = (domain) => { where = domain ? ';domain=' + domain : '' }

/** Keeps a value for some days; none of them: forgets it. */
export const keep = (name, value, days) => {
  document.cookie = name + '=' + encodeURIComponent(value) + ';path=/;samesite=lax;max-age=' + days * 86400 + where + (location.protocol === 'https:' ? ';secure' : '')
}

/** What was kept; empty when nothing was. Older analytics.js wrote values as JSON texts. */
export const kept = (name) => {
  const found = document.cookie.split('; ').find((one) => one.startsWith(name + '='))
  try { return found ? decodeURIComponent(found.slice(name.length + 1)).replace(/^"|"$/g, '') : '' } catch { return '' }
}

export const forget = (name) => keep(name, '', 0)

/** A random id that nobody guesses. */
export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => (byte + 256).toString(16).slice(1)).join('')

/** Waiting events outlive the page only where storage works; browsers may forbid it. */
export const waiting = (events) => {
  try {
    if (!events) return JSON.parse(localStorage[QUEUE] ?? '[]')
    if (events.length) localStorage[QUEUE] = JSON.stringify(events.slice(-200))
    else localStorage.removeItem(QUEUE)
  } catch { /* Then they wait in memory only. */ }
  return []
}
