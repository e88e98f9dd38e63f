import type { VNode } from 'preact'
import { Fragment } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { trying } from './act.js'
import { Avatar } from './avatar.js'
import { useSay, useStage } from './context.js'
import { Icon } from './icons.js'
import { Post } from './post.js'
import { fetchPlace } from './store.js'
import type { Model } from './model.js'
import { dayOf } from './time.js'
import type { PostView } from './wire.js'
import type { Word } from './words.js'

const together = 5 * 60_000

interface Props {
  readonly model: Model
  readonly posts: readonly PostView[]
  /** Of a thread: the post it hangs under. */
  readonly root?: PostView
  readonly editing: string | undefined
  readonly onEdit: (post: PostView | undefined) => void
  readonly onQuote: (post: PostView) => void
}

/** The posts of a place: it follows the newest as long as one is at the end. */
export const Timeline = ({ model, posts, root, editing, onEdit, onQuote }: Props): VNode => {
  const say = useSay()
  const stage = useStage()
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const height = useRef(0)
  const [below, setBelow] = useState(false)
  const last = posts.at(-1)
  const end = (): void => {
    if (box.current) box.current.scrollTop = height.current = box.current.scrollHeight
    setBelow(false)
  }
  useLayoutEffect(() => {
    atEnd.current = true
    end()
  }, [stage.place, stage.as])
  useLayoutEffect(() => {
    if (atEnd.current || last?.by.id === stage.as) end()
    else setBelow(true)
  }, [last?.id])
  useEffect(() => {
    // A card that grows, a picture that comes late or a guide that takes room must not push the newest out of sight.
    const outer = box.current
    if (!outer?.firstElementChild) return undefined
    const observer = new ResizeObserver(() => atEnd.current && end())
    observer.observe(outer)
    observer.observe(outer.firstElementChild)
    return () => observer.disconnect()
  }, [])
  const row = (post: PostView, follows: boolean, inThread: boolean): VNode => (
    <Post
      key={post.id}
      post={post}
      follows={follows}
      inThread={inThread}
      editing={editing === post.id}
      onEdit={onEdit}
      onQuote={onQuote}
    />
  )
  return (
    <div
      class="timeline"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={model.places.get(stage.place)?.title[model.locale]}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget
        const isAtEnd = scrollHeight - scrollTop - clientHeight < 60
        // Only a person who scrolls leaves the end; content that has grown meanwhile does not.
        if (isAtEnd || scrollHeight === height.current) atEnd.current = isAtEnd
        height.current = scrollHeight
        if (atEnd.current) setBelow(false)
      }}
    >
      <div class="posts">
        {model.fetched.get(stage.place)?.earlier && posts[0] && (
          <button
            type="button"
            class="button earlier"
            onClick={() => void trying(() => fetchPlace(stage.place, posts[0]?.id))}
          >
            {say('earlier')}
          </button>
        )}
        {root && <div class="root">{row(root, false, true)}</div>}
        {posts.length === 0 && <Empty model={model} inThread={root !== undefined} />}
        <div role="log" aria-live="polite" aria-relevant="additions">
          {posts.map((post, at) => {
            const before = posts[at - 1]
            const day = dayOf(post.at, say('today'), say('yesterday'))
            const newDay = !before || dayOf(before.at, say('today'), say('yesterday')) !== day
            return (
              <Fragment key={post.id}>
                {newDay && !root && (
                  <p class="day">
                    <span>{day}</span>
                  </p>
                )}
                {row(post, !newDay && goesOn(before, post), root !== undefined)}
              </Fragment>
            )
          })}
        </div>
        <Writing model={model} />
      </div>
      {below && (
        <button type="button" class="below" onClick={end}>
          <Icon name="down" size={15} />
          {say('new-below')}
        </button>
      )}
    </div>
  )
}

const goesOn = (before: PostView | undefined, post: PostView): boolean =>
  before !== undefined &&
  before.by.id === post.by.id &&
  before.by.name === post.by.name &&
  !before.thread &&
  !post.card &&
  !before.card &&
  before.only === post.only &&
  !post.replyTo &&
  Date.parse(post.at) - Date.parse(before.at) < together

const Empty = ({ model, inThread }: { model: Model; inThread: boolean }): VNode => {
  const say = useSay()
  const stage = useStage()
  const kind = inThread
    ? 'thread'
    : stage.place.startsWith('dm.')
      ? 'direct'
      : stage.place.startsWith('home.')
        ? 'home'
        : stage.column
  const name = model.people.find((person) => person.id === stage.as)?.name.split(' ')[0] ?? ''
  return (
    <div class="empty">
      {!inThread && <Avatar name="Taquilla" desk size={44} />}
      <p>
        <b>{say(`empty.${kind}` as Word, { name })}</b>
      </p>
      <p>{say(`empty.${kind}.more` as Word, { name })}</p>
    </div>
  )
}

const Writing = ({ model }: { model: Model }): VNode => {
  const say = useSay()
  const stage = useStage()
  const [, tick] = useState(0)
  const writing = (model.typing.get(stage.place) ?? []).filter((one) => one.until > Date.now() && one.by !== stage.as)
  useEffect(() => {
    if (writing.length === 0) return undefined
    const timer = setTimeout(() => tick((count) => count + 1), 1000)
    return () => clearTimeout(timer)
  })
  const names = new Intl.ListFormat(model.locale).format(writing.map((one) => one.name.split(' ')[0] || 'Taquilla'))
  return (
    <p class="writing" aria-live="polite">
      {writing.length > 0 && say(writing.length === 1 ? 'writing.one' : 'writing.many', { names })}
    </p>
  )
}
