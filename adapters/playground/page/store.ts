import { useEffect, useState } from 'preact/hooks'
import { api, Failure } from './api.js'
import { again, connect } from './connection.js'
import { guideThreads } from './guide-steps.js'
import type { Choices, ColumnId, Model } from './model.js'
import type { Locale, PersonView, PostView } from './wire.js'

export const columnIds: readonly ColumnId[] = ['help', 'agents', 'supervisors']

const storageKey = 'taquilla.playground'

const recall = (): Partial<Choices> => {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Choices>
  } catch {
    return {}
  }
}

const remembered = recall()

let model: Model = {
  locale: remembered.locale ?? (navigator.language.startsWith('es') ? 'es' : 'en'),
  theme: remembered.theme ?? 'system',
  acting: { help: 'ana', agents: 'bo', supervisors: 'sam', ...remembered.acting },
  seen: remembered.seen ?? {},
  guided: remembered.guided ?? true,
  since: remembered.since ?? '',
  people: [],
  operations: [],
  places: new Map(),
  posts: new Map(),
  fetched: new Map(),
  connection: 'connecting',
  typing: new Map(),
  shown: { help: 'help', agents: 'agents', supervisors: 'supervisors' },
  tab: 'help',
  read: false,
}

const listeners = new Set<() => void>()
let scheduled = false

export const current = (): Model => model

/** Many changes in one frame are drawn once. */
export const change = (next: Partial<Model>): void => {
  model = { ...model, ...next }
  if (scheduled) return
  scheduled = true
  queueMicrotask(() => {
    scheduled = false
    for (const listener of listeners) listener()
  })
}

/** Changes what is kept in this browser too. */
export const choose = (next: Partial<Choices>): void => {
  change(next)
  const { locale, theme, acting, seen, guided, since } = model
  try {
    localStorage.setItem(storageKey, JSON.stringify({ locale, theme, acting, seen, guided, since }))
  } catch {
    // Storage may be forbidden: then it lasts as long as the page.
  }
}

export const useModel = (): Model => {
  const [, redraw] = useState({})
  useEffect(() => {
    const listener = (): void => redraw({})
    listeners.add(listener)
    listener()
    return () => void listeners.delete(listener)
  }, [])
  return model
}

/** Takes a post in, unless a newer view of it is here already. */
export const take = (...fresh: readonly PostView[]): void => {
  const posts = new Map(model.posts)
  for (const post of fresh) if ((posts.get(post.id)?.rev ?? -1) <= post.rev) posts.set(post.id, post)
  change({ posts })
}

export const fetchPlace = async (id: string, before?: string): Promise<void> => {
  const page = await api.place(id, before)
  take(...page.posts)
  const places = new Map(model.places).set(id, page.place)
  const known = model.fetched.get(id)
  // Fetching the end again tells nothing of what lies before what is here.
  const earlier = before === undefined && known ? known.earlier : page.earlier
  change({ places, fetched: new Map(model.fetched).set(id, { earlier }) })
}

/** Shows a place in a column, with its posts. */
export const show = (column: ColumnId, place: string): void => {
  change({ shown: { ...model.shown, [column]: place } })
  if (!model.fetched.has(place)) void fetchPlace(place).catch(() => undefined)
}

export const actAs = (column: ColumnId, person: string): void => {
  choose({ acting: { ...model.acting, [column]: person } })
  const shown = model.shown[column]
  if (/^(dm|home)\./.test(shown)) show(column, shown.replace(/\.[a-z]+/, `.${person}`))
  void fetchPlace(`dm.${person}`).catch(() => undefined)
}

export const speak = (locale: Locale): void => {
  choose({ locale })
  for (const person of model.people) void api.setLocale(person.id, locale).catch(() => undefined)
}

/** A new desk's people speak as its first visitor reads; who comes later reads as they speak, until they choose for themselves. */
const agreeOnLocale = (people: readonly PersonView[]): void => {
  const spoken = people.find(({ locale }) => locale !== null)?.locale
  if (spoken && remembered.locale === undefined) change({ locale: spoken })
  for (const { id, locale } of people) if (locale === null) void api.setLocale(id, model.locale).catch(() => undefined)
}

let noticeTimer = 0
export const notify = (notice: string): void => {
  change({ notice })
  clearTimeout(noticeTimer)
  noticeTimer = setTimeout(() => change({ notice: undefined }), 7000)
}

const refetch = async (): Promise<void> => {
  const [people, places, operations] = await Promise.all([api.people(), api.places(), api.operations()])
  change({ people, operations, places: new Map(places.map((place) => [place.id, place])), connection: 'live' })
  agreeOnLocale(people)
  const direct = people.map((person) => person.direct)
  const wanted = new Set([...columnIds, ...Object.values(model.shown), ...direct, ...model.fetched.keys()])
  await Promise.all([...wanted].map(async (id) => fetchPlace(id).catch(ignoreGone)))
  if (model.guided) await fetchGuideThreads()
  change({ read: true })
}

export const fetchGuideThreads = async (): Promise<void> => {
  const missing = guideThreads(model).filter((id) => !model.fetched.has(id))
  await Promise.all(missing.map(async (id) => fetchPlace(id).catch(ignoreGone)))
}

/** Somebody deleted what is played in; a place that one saw last time need not be there. */
const ignoreGone = (error: unknown): void => {
  if (!(error instanceof Failure) || error.code !== 'unknown-place') throw error
}

let reads = 0
/** The stream may stand while a read fails: nothing else would come back to what was not read. */
const readAll = (failed: () => void): void => {
  const mine = ++reads
  refetch().catch(() => {
    failed()
    setTimeout(() => mine === reads && readAll(failed), again)
  })
}

export const begin = (): void => {
  const lost = (): void => change({ connection: 'lost' })
  connect(
    {
      post(post) {
        take(post)
        const typing = model.typing.get(post.place)?.filter((one) => one.by !== post.by.id)
        if (typing) change({ typing: new Map(model.typing).set(post.place, typing) })
      },
      people: (people) => change({ people }),
      typing({ place, by, name }) {
        const others = (model.typing.get(place) ?? []).filter((one) => one.by !== by)
        change({ typing: new Map(model.typing).set(place, [...others, { by, name, until: Date.now() + 5000 }]) })
      },
      ready: () => readAll(lost),
    },
    lost,
  )
}
