import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { api } from './api.js'
import { Avatar } from './avatar.js'
import { Composer } from './composer.js'
import { StageContext, useSay, type Stage } from './context.js'
import { Icon } from './icons.js'
import { actAs, choose, current, show } from './store.js'
import type { ColumnId, Model } from './model.js'
import { Timeline } from './timeline.js'
import type { PersonView, PostView } from './wire.js'

/** The posts that this person sees in a place, in order. */
export const postsIn = (model: Model, place: string, as: string): readonly PostView[] =>
  [...model.posts.values()]
    .filter(
      (post) =>
        post.place === place && (!post.only || post.only === as) && (!post.deleted || post.erased || post.thread),
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

export const unreadIn = (model: Model, place: string, as: string): number => {
  const seen = model.seen[place] ?? ''
  return postsIn(model, place, as).filter((post) => post.at > seen && post.by.id !== as).length
}

export const Column = ({ id, model, visible }: { id: ColumnId; model: Model; visible: boolean }): VNode => {
  const say = useSay()
  const as = model.acting[id]
  const place = model.shown[id]
  const rootId = /\.(p-[0-9a-f]+)$/.exec(place)?.[1]
  const root = rootId === undefined ? undefined : model.posts.get(rootId)
  const posts = postsIn(model, place, as)
  const [editing, setEditing] = useState<string>()
  const [quoting, setQuoting] = useState<PostView>()
  const [dropped, setDropped] = useState<readonly File[]>([])
  const [dragging, setDragging] = useState(false)
  const name = model.people.find((person) => person.id === as)?.name ?? as
  const last = posts.at(-1)?.at ?? ''
  useEffect(() => {
    setEditing(undefined)
    setQuoting(undefined)
  }, [place, as])
  useEffect(() => {
    const read = (): void => {
      // Several columns are read at once: each adds to what stands now.
      const { seen } = current()
      if (visible && !document.hidden && last > (seen[place] ?? '')) choose({ seen: { ...seen, [place]: last } })
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [visible, last, place])

  const stage: Stage = { column: id, place, as }
  const writable = !place.startsWith('home.')
  const first = name.split(' ')[0] ?? name
  const staff = id === 'agents'
  const placeholder = say(
    root ? (staff ? 'composer.note' : 'composer.thread') : staff ? 'composer.commands' : 'composer.placeholder',
    { name: first },
  )
  const mine = posts.findLast((post) => post.by.id === as && !post.deleted)
  return (
    <StageContext.Provider value={stage}>
      <section
        class={`column column-${id}${dragging ? ' dragging' : ''}`}
        id={`column-${id}`}
        aria-label={say(`column.${id}`)}
        hidden={!visible}
        onDragOver={(event) => {
          if (!event.dataTransfer?.types.includes('Files')) return
          event.preventDefault()
          setDragging(true)
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDragging(false)
        }}
        onDrop={(event) => {
          event.preventDefault()
          setDragging(false)
          setDropped([...(event.dataTransfer?.files ?? [])])
        }}
      >
        <header class="column-head">
          <h2>{say(`column.${id}`)}</h2>
          <Cast id={id} model={model} />
          <Where id={id} model={model} />
        </header>
        {root && <ThreadHead id={id} model={model} root={root} />}
        <Timeline
          model={model}
          posts={posts}
          {...(root && { root })}
          editing={editing}
          onEdit={(post) => setEditing(post?.id)}
          onQuote={setQuoting}
        />
        {writable && (
          <Composer
            placeTitle={model.places.get(place)?.title[model.locale] ?? say('thread')}
            placeholder={placeholder}
            {...(quoting && { quoting })}
            onUnquote={() => setQuoting(undefined)}
            dropped={dropped}
            editLast={() => setEditing(mine?.id)}
          />
        )}
        {dragging && <div class="drop">{say('composer.drop')}</div>}
      </section>
    </StageContext.Provider>
  )
}

/** Choice of who acts in this column: one click each. */
const Cast = ({ id, model }: { id: ColumnId; model: Model }): VNode => {
  const say = useSay()
  const members = model.places.get(id)?.members ?? []
  const people = model.people.filter((person) => members.includes(person.id))
  const acting = people.find((person) => person.id === model.acting[id])
  const buttons = useRef<HTMLDivElement>(null)
  const walk = (event: KeyboardEvent, person: PersonView): void => {
    const by =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0
    if (by === 0) return
    event.preventDefault()
    const next = people[(people.indexOf(person) + by + people.length) % people.length]
    if (!next) return
    actAs(id, next.id)
    buttons.current?.querySelector<HTMLElement>(`[data-person="${next.id}"]`)?.focus()
  }
  return (
    <div class="cast">
      <div class="faces" role="radiogroup" aria-label={say('you-are')} ref={buttons}>
        {people.map((person) => (
          <button
            key={person.id}
            type="button"
            role="radio"
            data-person={person.id}
            aria-checked={person.id === acting?.id}
            tabIndex={person.id === acting?.id ? 0 : -1}
            aria-label={`${person.name}, ${say(`role.${person.role}`)}`}
            title={`${person.name}, ${say(`role.${person.role}`)}`}
            onClick={() => actAs(id, person.id)}
            onKeyDown={(event) => walk(event, person)}
          >
            <Avatar name={person.name} size={28} />
          </button>
        ))}
      </div>
      {acting && (
        <p class="you">
          {say('you-are')} <b>{acting.name}</b>, {say(`role.${acting.role}`)}
        </p>
      )}
    </div>
  )
}

const Where = ({ id, model }: { id: ColumnId; model: Model }): VNode => {
  const say = useSay()
  const as = model.acting[id]
  const shown = model.shown[id]
  const tabs = [
    { place: id as string, label: `#${model.places.get(id)?.title[model.locale] ?? id}` },
    { place: `dm.${as}`, label: say('direct') },
    { place: `home.${as}`, label: say('home') },
  ].filter(
    ({ place }) =>
      !place.startsWith('home.') || (model.places.get(place)?.posts ?? 0) > 0 || postsIn(model, place, as).length > 0,
  )
  return (
    <nav class="where" aria-label={say(`column.${id}`)}>
      {tabs.map(({ place, label }) => {
        const unread = place === shown ? 0 : unreadIn(model, place, as)
        const isHere = shown === place || shown.startsWith(`${place}.`)
        return (
          <button
            key={place}
            type="button"
            aria-current={isHere ? 'page' : undefined}
            onClick={() => {
              show(id, place)
              if (place.startsWith('home.')) void api.open(as, place).catch(() => undefined)
            }}
          >
            {label}
            {unread > 0 && (
              <span class="count" aria-label={say('unread', { count: unread })}>
                {unread}
              </span>
            )}
          </button>
        )
      })}
    </nav>
  )
}

const ThreadHead = ({ id, model, root }: { id: ColumnId; model: Model; root: PostView }): VNode => {
  const say = useSay()
  const thread = root.thread
  const back = model.places.get(root.place)?.title[model.locale] ?? root.place
  return (
    <div class="thread-head">
      <button
        type="button"
        class="bare"
        aria-label={say('back', { place: back })}
        title={say('back', { place: back })}
        onClick={() => show(id, root.place)}
      >
        <Icon name="back" />
      </button>
      <p>
        <b>{thread?.title ?? say('thread')}</b>
        <span>{say('thread.in', { place: `#${back}` })}</span>
      </p>
      {thread?.closed && (
        <span class="badge">
          <Icon name="lock" size={12} /> {say('thread.closed')}
        </span>
      )}
      {thread?.members && <span class="badge">{say('thread.private')}</span>}
    </div>
  )
}
