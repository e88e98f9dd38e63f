import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { explain, react, trying } from './act.js'
import { api } from './api.js'
import { Avatar } from './avatar.js'
import { Card } from './card.js'
import { useSay, useStage } from './context.js'
import { Files } from './files.js'
import { Icon } from './icons.js'
import { Tools } from './post-tools.js'
import { Rich } from './rich-text.js'
import { current, notify, show, take } from './store.js'
import { Ago } from './time.js'
import type { PostView } from './wire.js'

interface Props {
  readonly post: PostView
  /** Said by the same person right after the one before: without a face. */
  readonly follows: boolean
  readonly inThread: boolean
  readonly editing: boolean
  readonly onEdit: (post: PostView | undefined) => void
  readonly onQuote: (post: PostView) => void
}

export const Post = ({ post, follows, inThread, editing, onEdit, onQuote }: Props): VNode => {
  const say = useSay()
  const stage = useStage()
  const desk = post.by.kind === 'desk'
  const name = current().people.find((person) => person.id === stage.as)?.name ?? ''
  const mentioned = post.mentions.includes(stage.as)
  const kinds = [follows && 'follows', post.only && 'private', mentioned && 'mentioned', post.card && 'with-card']
  return (
    <article class={`post ${kinds.filter(Boolean).join(' ')}`} data-post={post.id} aria-label={post.by.name}>
      <div class="face">{follows ? null : <Avatar name={post.by.name} desk={desk && !post.by.persona} />}</div>
      <div class="said">
        {!follows && (
          <header>
            <b>{post.by.name}</b>
            {desk && <span class="badge">{say(post.by.persona ? 'desk-via' : 'desk-bot')}</span>}
            <Ago at={post.at} />
            {post.editedAt && !post.card && <span class="edited">{say('edited')}</span>}
          </header>
        )}
        {post.replyTo && (
          <p class="quoted">
            <Icon name="quote" size={13} />
            <b>{post.replyTo.name}</b> {post.replyTo.text}
          </p>
        )}
        {post.deleted ? (
          <p class="gone">{say(post.erased ? 'erased' : 'deleted')}</p>
        ) : editing ? (
          <Editor post={post} onDone={() => onEdit(undefined)} />
        ) : (
          <Words post={post} />
        )}
        {follows && post.editedAt && !post.card && <span class="edited">{say('edited')}</span>}
        {post.files.length > 0 && <Files files={post.files} />}
        {post.card && <Card card={post.card} post={post.id} />}
        <Reactions post={post} />
        {post.only && <Private post={post} name={name.split(' ')[0] ?? name} />}
        {!inThread && post.thread && <ThreadLink post={post} />}
      </div>
      {!post.deleted && !post.only && !editing && (
        <Tools post={post} inThread={inThread} onEdit={() => onEdit(post)} onQuote={() => onQuote(post)} />
      )}
    </article>
  )
}

/** Text of a post, unless it has a card: then the text stands for the card elsewhere, and would say it twice. */
const Words = ({ post }: { post: PostView }): VNode | null =>
  post.card || post.rich.length === 0 ? null : <Rich text={post.rich} />

const Private = ({ post, name }: { post: PostView; name: string }): VNode => {
  const say = useSay()
  const stage = useStage()
  const dismiss = (): void =>
    void trying(async () => {
      await api.remove(stage.as, post.id)
      take({ ...post, deleted: true })
    })
  return (
    <p class="only-you">
      <Icon name="eye" size={14} />
      {say('only-you', { name })}
      <button type="button" class="link" onClick={dismiss}>
        {say('dismiss')}
      </button>
    </p>
  )
}

const Reactions = ({ post }: { post: PostView }): VNode | null => {
  const say = useSay()
  const stage = useStage()
  if (post.reactions.length === 0) return null
  const nameOf = (id: string): string => current().people.find((person) => person.id === id)?.name ?? say('desk-bot')
  return (
    <div class="reactions">
      {post.reactions.map(({ emoji, by }) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={by.includes(stage.as)}
          title={by.map(nameOf).join(', ')}
          aria-label={say('reacted', { emoji, names: by.map(nameOf).join(', ') })}
          onClick={() => void react(stage, post, emoji)}
        >
          {emoji} <span>{by.length}</span>
        </button>
      ))}
    </div>
  )
}

const ThreadLink = ({ post }: { post: PostView }): VNode | null => {
  const say = useSay()
  const stage = useStage()
  const thread = post.thread
  if (!thread || (thread.members && !thread.members.includes(stage.as))) return null
  const count =
    thread.posts === 0
      ? say('replies.none')
      : thread.posts === 1
        ? say('replies.one')
        : say('replies', { count: thread.posts })
  return (
    <button type="button" class="thread-link" onClick={() => show(stage.column, thread.id)}>
      {thread.latest.map((one) => (
        <span key={one.id} class="glimpse">
          <Avatar name={one.name} desk={one.name === 'Taquilla'} size={20} />
          <b>{one.name}</b>
          <span>{one.text}</span>
        </span>
      ))}
      <span class="count">
        <Icon name={thread.closed ? 'lock' : 'thread'} size={15} />
        {thread.title && <span class="thread-title">{thread.title}</span>}
        <span>{count}</span>
        {thread.lastAt && <Ago at={thread.lastAt} />}
      </span>
    </button>
  )
}

const Editor = ({ post, onDone }: { post: PostView; onDone: () => void }): VNode => {
  const say = useSay()
  const stage = useStage()
  const [text, setText] = useState(post.markdown ?? post.text)
  const save = async (): Promise<void> => {
    try {
      if (text.trim() !== '') take((await api.edit(stage.as, post.id, text.trim())).post ?? post)
      onDone()
    } catch (error) {
      notify(explain(error))
    }
  }
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <textarea
        value={text}
        maxLength={8000}
        rows={Math.min(8, text.split('\n').length + 1)}
        aria-label={say('edit')}
        ref={(element) => {
          if (element && document.activeElement !== element && !element.dataset['focused']) {
            element.dataset['focused'] = 'yes'
            element.focus()
          }
        }}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone()
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          void save()
        }}
      />
      <div class="row">
        <button type="button" class="button" onClick={onDone}>
          {say('cancel')}
        </button>
        <button type="submit" class="button primary">
          {say('save')}
        </button>
      </div>
    </form>
  )
}
