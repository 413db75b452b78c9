// What this page is: one snippet serves one page, so its state lives in modules.

/** Where the server is, and whose page this is. */
export let host, writeKey

/** The language the visitor is asked in. */
export let language

/** What the server says of this page; not known at first. */
export let policy

/** Whether the browser says no for its user: Global Privacy Control. */
export const signal = navigator.globalPrivacyControl === true

export const isPageOf = (address, key, spoken) => { [host, writeKey, language] = [address, key, spoken] }

export const isToldPolicy = (told) => { policy = told }

/** Says something to whoever built the page. */
export const tell = (...words) => console.warn('Fulcrum:', ...words)

/** Sends: without cookies, and beyond the life of the page. */
export const post = (path, body, headers) => fetch(host + '/v1/' + path, { method: 'POST', body, headers, keepalive: true, credentials: 'omit' })
