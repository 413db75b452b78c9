// The visitor's choice: kept in this browser, told to the server, and judged by. A yes counts when the server took it with the
// page's nonce; a no counts at once.
import { answers, isAnyAllowed, isOpen, mayKeepId, unanswered } from './judge.js'
import { language, policy, post, signal, writeKey } from './page.js'
import { CHOICE, ID, USER, forget, keep, kept, newId, where } from './store.js'

// n: under which notice. c: by category true for a yes, false for a no, 0 for a yes taken back. p: an id whose no is yet to be told.
// d: how wide the cookie is, so that the privacy centre can write a no into it.
let choice = { c: {} }
let id = ''
let isOver = false
let turn = Promise.resolve()
let changed, forgotten

/** What the visitor said, by category. */
export const said = () => answers(policy, choice, signal)

/** Whether the visitor's id may be kept. */
export const mayKeep = () => mayKeepId(policy, said())

/** What holds for events: an answer, or the no that going without one is. */
export const holds = () => (isOver ? unanswered(policy, said()) : said())

/** Whether the visitor is still to be asked. */
export const isToAsk = () => !isOver && isOpen(policy, said())

/** The visitor's id: one that is kept where that may be, or one that dies with the page. */
export const visitor = () => {
  const isKept = mayKeep()
  id = id || (isKept && kept(ID)) || newId()
  if (isKept && kept(ID) !== id) keep(ID, id, policy.choiceDays)
  return id
}

const save = () => keep(CHOICE, JSON.stringify({ ...choice, d: where || undefined }), policy.choiceDays)

const leave = () => {
  id = ''
  forget(ID)
  forget(USER)
  forgotten()
}

const tidy = () => isAnyAllowed(policy, said()) || leave()

const ask = async (path, anonymousId, more) => {
  const body = JSON.stringify({ identifiers: { anonymousId }, notice: policy.notice, ...more })
  const answer = await post('capture/' + path, body, { Authorization: 'Basic ' + btoa(writeKey + ':'), 'Content-Type': 'application/json' })
  if (!answer.ok) throw answer.status
  return answer.json()
}

/** A no that the server does not know of yet is told until it does. */
export const tellNo = async () => {
  if (choice.p) {
    const decisions = policy.categories.filter((one) => choice.c[one.id] === false || choice.c[one.id] === 0)
      .map((one) => ({ purpose: one.purpose, state: choice.c[one.id] === 0 ? 'withdrawn' : 'refused' }))
    try {
      await ask('decisions', choice.p, { language, decisions })
    } catch (status) {
      // What the server will never take is not sent for ever.
      if (!(status < 500) || status === 429) return false
    }
    delete choice.p
    save()
  }
  return true
}

const take = async (answered) => {
  const before = said()
  const known = mayKeep() && visitor()
  const asked = policy.categories.filter((one) => one.id in answered && !(signal && one.refusedBySignal))
  const given = asked.filter((one) => answered[one.id])
  const hasNo = given.length < asked.length
  choice.n = policy.notice
  isOver = false
  for (const one of asked) if (!answered[one.id]) choice.c[one.id] = before[one.id] ? 0 : false
  // Somebody the server has never heard of says no to nobody.
  if (known && hasNo) choice.p = known
  save()
  tidy()
  if (given[0]) {
    try {
      const who = known || newId()
      const decisions = given.map(({ purpose }) => ({ purpose, state: 'given' }))
      const { refused } = policy.surface ? await ask('decisions', who, { language, decisions, proof: (await ask('nonces', who, { surface: policy.surface })).proof }) : {}
      for (const one of given) if (!refused?.some(({ purpose }) => purpose === one.purpose)) choice.c[one.id] = true
      id = who
      if (hasNo) choice.p = who
      save()
    } catch { /* Then it is no yes. */ }
  }
  // The id lives as long as the choice that lets it.
  if (mayKeep()) keep(ID, visitor(), policy.choiceDays)
  changed()
  return (await tellNo()) && asked.every((one) => !choice.c[one.id] === !answered[one.id])
}

/** Takes answers by category, one after the other. Says whether all of it counts, with the server too. */
export const decide = (answered) => (turn = turn.then(() => take(answered)))

/** Goes on without an answer: nothing is kept of that, and the next page asks again. */
export const pass = () => {
  isOver = true
  changed()
}

/** A yes was that of the id it came with. */
const forgetYes = () => {
  for (const one in choice.c) if (choice.c[one]) delete choice.c[one]
}

/** Forgets who was here, and their yes; a no stands. */
export const reset = () => {
  forgetYes()
  save()
  leave()
}

/**
 * Begins with what was chosen on an earlier page.
 * @param {() => void} onChange what may be sent changed
 * @param {() => void} onForget nothing is left that needs an id
 */
export const begin = (onChange, onForget) => {
  [changed, forgotten] = [onChange, onForget]
  try { choice = JSON.parse(kept(CHOICE)) } catch { /* Nothing was chosen yet. */ }
  if (!kept(ID)) forgetYes()
  if (!isOpen(policy, said())) tidy()
  tellNo()
}
