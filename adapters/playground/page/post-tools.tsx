import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { confirm, press, react, trying } from './act.js'
import { api } from './api.js'
import { useSay, useStage } from './context.js'
import { Icon, type IconName } from './icons.js'
import { current, show, take } from './store.js'
import type { OperationView, PostView } from './wire.js'

const quick = ['👍', '✅', '👀', '🎫'] as const

interface Props {
  readonly post: PostView
  readonly inThread: boolean
  readonly onEdit: () => void
  readonly onQuote: () => void
}

/** Actions on a post; shown while one is on it. */
export const Tools = ({ post, inThread, onEdit, onQuote }: Props): VNode => {
  const say = useSay()
  const stage = useStage()
  const own = post.by.id === stage.as
  const remove = async (): Promise<void> => {
    if (!(await confirm(say('delete'), say('delete.sure'), true))) return
    await trying(async () => {
      await api.remove(stage.as, post.id)
      take({ ...post, deleted: true })
    })
  }
  const threads = !inThread && !post.place.startsWith('home.')
  return (
    <div class="tools">
      {quick.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-label={say('react', { emoji })}
          onClick={() => void react(stage, post, emoji)}
        >
          {emoji}
        </button>
      ))}
      <Tool icon="quote" label={say('quote')} onClick={onQuote} />
      {threads && (
        <Tool
          icon="thread"
          label={say(post.thread ? 'open-thread' : 'reply-in-thread')}
          onClick={() => show(stage.column, `${post.place}.${post.id}`)}
        />
      )}
      {own && <Tool icon="edit" label={say('edit')} onClick={onEdit} />}
      {own && <Tool icon="trash" label={say('delete')} onClick={() => void remove()} />}
      <Menu post={post} />
    </div>
  )
}

const Tool = ({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }): VNode => (
  <button type="button" title={label} aria-label={label} onClick={onClick}>
    <Icon name={icon} size={16} />
  </button>
)

/** The operations that the desk offers on a post, to those who work here; a customer gets the customers' ones. */
const Menu = ({ post }: { post: PostView }): VNode | null => {
  const say = useSay()
  const stage = useStage()
  const [open, setOpen] = useState<'up' | 'down'>()
  const { operations, people, locale } = current()
  const customer = people.find((person) => person.id === stage.as)?.role === 'customer'
  const offered = operations.filter((one) => one.menus.includes('post') && (!customer || one.by === 'customer'))
  if (offered.length === 0) return null
  const pick = ({ name, title, fields }: OperationView): void => {
    setOpen(undefined)
    const asks = fields.some((field) => field.required)
    void press(stage, { label: title[locale], operation: name, input: {}, opensForm: asks }, post.id)
  }
  return (
    <div
      class="menu"
      onKeyDown={(event) => event.key === 'Escape' && setOpen(undefined)}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(undefined)
      }}
    >
      <button
        type="button"
        title={say('more')}
        aria-label={say('more')}
        aria-expanded={open !== undefined}
        onClick={(event) => setOpen(open ? undefined : roomBelow(event.currentTarget) ? 'down' : 'up')}
      >
        <Icon name="more" size={16} />
      </button>
      {open && (
        <ul class={open}>
          {offered.map((one) => (
            <li key={one.name}>
              <button type="button" onClick={() => pick(one)}>
                {one.title[locale]}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const menuHeight = 130
const roomBelow = (button: HTMLElement): boolean => {
  const end = button.closest('.timeline')?.getBoundingClientRect().bottom ?? 0
  return button.getBoundingClientRect().bottom + menuHeight < end
}
