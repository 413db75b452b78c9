// What asks the visitor: a banner that waits beside the page, settings that open at any time, and a way back to them. A yes and a no take
// the same presses; closing decides nothing; nothing is chosen beforehand.
import { decide, isToAsk, pass, said } from '../consent.js'
import { host, language, policy, signal } from '../page.js'
import { CHOICE, kept } from '../store.js'
import { style } from './style.js'
import { wordsOf } from './words.js'

/** Makes an element; properties that begin with "on" listen. Nothing is ever read as markup. */
const make = (name, properties, ...children) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value)
  }
  made.append(...children)
  return made
}

/** Shows the question when there is one. Answers what opens the settings, or looks again whether to ask. */
export const makeSurface = () => {
  const tongue = language === 'ru' ? 'ru' : 'en'
  const words = wordsOf(tongue)
  const place = make('fulcrum-consent', { lang: tongue })
  const root = place.attachShadow({ mode: 'open' })
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    root.adoptedStyleSheets = [sheet]
  } catch {
    root.append(make('style', {}, style))
  }

  const all = (answer) => Object.fromEntries(policy.categories.map(({ id }) => [id, answer]))
  let banner, dialog, corner, from

  /** Takes an answer that a person gave, and says what became of it. A no is said to be saved only when it is. */
  const answer = async (press, answered, news) => {
    if (!press.isTrusted) return
    news.textContent = words.saving
    const isTaken = await decide(answered)
    show()
    // The banner goes when it was answered; then the way back says what became of the answer.
    const to = news.isConnected ? news : corner?.news ?? news
    to.textContent = isTaken ? words.saved : Object.values(answered).includes(true) ? words.failedYes : words.failedNo
  }

  /** A yes and a no, of one kind and one look. */
  const pair = (purpose, ids, yes, no, news) => make('form', { class: 'pair' },
    make('input', { type: 'hidden', name: 'purpose', value: purpose }),
    make('button', { type: 'button', name: 'answer', value: 'allow', onclick: (press) => answer(press, ids(true), news) }, yes),
    make('button', { type: 'button', name: 'answer', value: 'refuse', onclick: (press) => answer(press, ids(false), news) }, no))

  const isSignalled = policy.categories.some(({ refusedBySignal }) => signal && refusedBySignal)
  const noteOfSignal = () => (isSignalled ? [make('p', {}, words.signal)] : [])
  const news = () => make('p', { class: 'news', role: 'status' })

  const stateOf = ({ id, needsYes, refusedBySignal }) => {
    const answered = said()[id]
    return signal && refusedBySignal ? words.signalled : answered ? words.on : answered === false ? words.no : needsYes ? words.open : words.free
  }

  const open = () => {
    dialog?.remove()
    const told = news()
    const states = []
    const heading = make('h2', { id: 'settings', tabindex: '-1' }, words.settings)
    dialog = make('dialog', { 'aria-labelledby': 'settings', onclose: () => dialog.remove() }, heading,
      make('p', {}, policy.text[tongue]),
      make('p', { class: 'soft' }, words.keeps(policy.choiceDays)),
      ...noteOfSignal(),
      make('ul', { class: 'choices' }, ...policy.categories.map((category) => {
        const state = make('p', { class: 'state' })
        states.push(() => {
          const [isOn, why] = stateOf(category)
          state.replaceChildren(make('strong', {}, isOn), ' ' + why)
        })
        return make('li', { id: category.id }, make('h3', {}, category.title[tongue]), make('p', { class: 'soft' }, category.reason[tongue]), state,
          ...(signal && category.refusedBySignal ? [] : [pair(category.id, (yes) => ({ [category.id]: yes }), words.allow, words.refuse, told)]))
      })),
      ...(policy.categories.every(({ refusedBySignal }) => signal && refusedBySignal) ? [] : [make('div', { class: 'all' }, make('h3', {}, words.everything), pair('*', all, words.allowAll, words.refuseAll, told))]),
      told,
      make('p', { class: 'more' }, make('a', { href: host + '/v1/notices/' + policy.notice + '?language=' + tongue, target: '_blank', rel: 'noopener' }, words.notice)),
      make('p', {}, make('button', { type: 'button', onclick: () => dialog.close() }, words.close)))
    dialog.refresh = () => states.forEach((set) => set())
    dialog.refresh()
    root.append(dialog)
    dialog.showModal()
    heading.focus()
  }

  const ask = (isNote) => {
    const told = news()
    const close = () => (isNote ? decide({}).then(show) : pass())
    return make('section', {
      class: 'banner', 'aria-labelledby': 'title', onkeydown: ({ key }) => key === 'Escape' && close(), onfocusin: ({ relatedTarget }) => { from = banner.contains(relatedTarget) ? from : relatedTarget },
    },
    make('div', { class: 'text', tabindex: '0', role: 'group', 'aria-labelledby': 'title' }, make('h2', { id: 'title' }, words.title), ...(isNote ? [] : [make('p', {}, policy.text[tongue]), make('p', { class: 'soft' }, words.keeps(policy.choiceDays))]), ...noteOfSignal()),
    ...(isNote ? [] : [pair('*', all, words.allowAll, words.refuseAll, told)]),
    make('p', { class: 'more' },
      make('button', { type: 'button', onclick: open }, isNote ? words.settings : words.each),
      make('button', { type: 'button', onclick: close }, isNote ? words.close : words.pass)),
    told)
  }

  /** The way back: one press opens the settings, and one takes back what was given by one. */
  const back = () => {
    const told = news()
    const turnOff = make('button', { type: 'button', onclick: (press) => answer(press, all(false), told) }, words.off)
    const made = make('section', { class: 'corner', 'aria-label': words.settings }, make('p', { class: 'more' }, make('button', { type: 'button', onclick: open }, words.settings), turnOff), told)
    made.news = told
    made.refresh = () => { turnOff.hidden = !Object.values(said()).includes(true) }
    return made
  }

  function show() {
    const isNote = !isToAsk() && isSignalled && !kept(CHOICE)
    if (isToAsk() || isNote) {
      banner ??= ask(isNote)
      if (!banner.isConnected) root.prepend(banner)
    } else if (banner) {
      const hadFocus = banner.contains(root.activeElement)
      banner.remove()
      banner = undefined
      if (hadFocus) from?.focus?.()
    }
    if (!document.querySelector('[data-consent=settings]') || !document.querySelector('[data-consent=withdraw]')) {
      corner ??= back()
      corner.hidden = !!banner
      if (!corner.isConnected) root.append(corner)
      corner.refresh()
    }
    dialog?.refresh()
  }

  const begin = () => {
    document.body.prepend(place)
    show()
  }
  if (document.body) begin()
  else addEventListener('DOMContentLoaded', begin)

  // A page may place its own two ways back.
  addEventListener('click', (press) => {
    const wish = press.target.closest?.('[data-consent]')?.dataset.consent
    if (wish === 'settings') open()
    if (wish === 'withdraw' && press.isTrusted) decide(all(false)).then(show)
    if (wish) press.preventDefault()
  })

  return (isAsked) => (isAsked ? open() : show())
}
