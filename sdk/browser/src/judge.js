// What becomes of an event, by the page's policy, what the visitor chose and what their browser says. Pure, and the same as the
// server's own rules: spec/consent-cases holds both to that.

/**
 * What the visitor says about each category: yes, no, or nothing yet.
 * A browser's signal is a no wherever the policy says so, and a no to what a category is a part of is a no to it. A yes under a notice that has changed since is nothing.
 * @param {object} policy what the server says of this page
 * @param {{n: string, c: Object<string, boolean>}|undefined} choice what the visitor chose, under which notice
 * @param {boolean} signal whether Global Privacy Control is on
 * @returns {Object<string, boolean>} the categories they said something about
 */
export const answers = ({ categories, lapsed }, choice, signal) => {
  const said = {}
  const isNo = (id) => choice?.c[id] === false || choice?.c[id] === 0
  for (const { id, refusedBySignal, within } of categories) {
    if ((signal && refusedBySignal) || isNo(id) || within.some(isNo)) said[id] = false
    else if (choice?.c[id] && !lapsed[choice.n]?.includes(id)) said[id] = true
  }
  return said
}

/** Whether a category is allowed: by a yes, or where the law needs none, until a no. */
const isAllowed = (said) => ({ id, needsYes }) => said[id] ?? !needsYes

/** Whether a category is still to be asked about. */
const isUnanswered = (said) => ({ id, needsYes }) => needsYes && said[id] === undefined

/** Whether anything is left to ask. */
export const isOpen = ({ categories }, said) => categories.some(isUnanswered(said))

/** Whether an id may be kept in this browser: the law lets it be, or the visitor allowed something that needs it. */
export const mayKeepId = ({ mayKeepId, categories }, said) => mayKeepId ? isAnyAllowed({ categories }, said) : Object.values(said).includes(true)

/** Whether anything at all is allowed that an id or a waiting event could serve. */
export const isAnyAllowed = ({ categories }, said) => categories.some(isAllowed(said))

/**
 * What becomes of an event.
 * @param {boolean} signal as above
 * @param {Object<string, boolean>} said as answers() gives it
 * @returns {'keep'|'send'|'hold'|''} send it with an id that is kept; send it with one that dies with the page; hold it in memory; forget it
 */
export const judge = (policy, signal, said, type, name) => {
  const rule = policy.events.find((one) => one.type === type && (!one.event || one.event === name))
  const concerned = policy.categories.filter(({ id }) => !rule || rule.categories.includes(id))
  // What nobody declared goes out only on a yes, so that the server can keep it aside and tell its owner.
  const justified = rule
    ? rule.ground === 'always' || (rule.ground !== 'none' && !signal) || concerned.some(isAllowed(said))
    : Object.values(said).includes(true)
  const open = isOpen(policy, said)
  if (justified && mayKeepId(policy, said)) return 'keep'
  if (justified && !open) return 'send'
  return open && (justified || concerned.some(isUnanswered(said))) ? 'hold' : ''
}

/** What stands when the visitor goes without an answer: that is a no to all that needs a yes. */
export const unanswered = ({ categories }, said) => {
  const all = { ...said }
  for (const { id } of categories.filter(isUnanswered(said))) all[id] = false
  return all
}
