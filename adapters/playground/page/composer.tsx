import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { explain, send } from './act.js'
import { api, newId } from './api.js'
import { Avatar } from './avatar.js'
import { useSay, useStage } from './context.js'
import { useAttachments } from './drafts.js'
import { sizeOf } from './files.js'
import { Icon } from './icons.js'
import { current, notify } from './store.js'
import { SuggestionList, useSuggestions, type Suggestion } from './suggestions.js'
import type { PostView } from './wire.js'

const typingEvery = 3000

interface Props {
  readonly placeTitle: string
  readonly placeholder: string
  readonly quoting?: PostView
  readonly onUnquote: () => void
  /** Files dropped on the column. */
  readonly dropped: readonly File[]
  readonly editLast: () => void
}

export const Composer = ({ placeTitle, placeholder, quoting, onUnquote, dropped, editLast }: Props): VNode => {
  const say = useSay()
  const stage = useStage()
  const [text, setText] = useState('')
  const [hint, setHint] = useState('')
  const [sending, setSending] = useState(false)
  // One id until it is through: pressing Enter again after a lost answer sends the same message.
  const id = useRef(newId())
  const field = useRef<HTMLTextAreaElement>(null)
  const typedAt = useRef(0)
  const asked = useRef(0)
  /** Start of the word that a suggestion replaces. */
  const from = useRef(0)
  const attachments = useAttachments()
  const suggesting = useSuggestions()
  const name = current().people.find((person) => person.id === stage.as)?.name ?? stage.as
  const listId = `suggestions-${stage.column}`

  useEffect(() => attachments.add(dropped), [dropped])
  useEffect(() => {
    if (quoting) field.current?.focus()
  }, [quoting])
  useEffect(() => {
    const box = field.current
    if (!box) return
    box.style.height = 'auto'
    // In a column that is not shown it has no height to measure.
    if (box.scrollHeight) box.style.height = `${Math.min(box.scrollHeight, 180)}px`
  }, [text])
  useEffect(() => {
    suggesting.close()
    setHint('')
  }, [stage.place, stage.as])

  const ready = (text.trim() !== '' || attachments.list.length > 0) && attachments.list.every((one) => one.file)

  const change = (value: string, cursor: number): void => {
    setText(value)
    id.current = newId()
    void suggest(value, cursor)
    if (value === '' || value.startsWith('/') || Date.now() - typedAt.current < typingEvery) return
    typedAt.current = Date.now()
    void api.typing(stage.as, stage.place).catch(() => undefined)
  }

  const suggest = async (value: string, cursor: number): Promise<void> => {
    const ask = ++asked.current
    const mention = /(?:^|\s)@(\p{L}*)$/u.exec(value.slice(0, cursor))
    if (!value.startsWith('/')) {
      setHint('')
      from.current = cursor - (mention?.[1] ?? '').length - 1
      const found = mention ? namesLike(mention[1] ?? '', stage.place) : []
      return suggesting.open(found, 0)
    }
    const completion = await api.complete(stage.as, stage.place, value, cursor).catch(() => undefined)
    // An older question's answer comes too late.
    if (!completion || ask !== asked.current) return
    from.current = completion.from
    const typed = value.slice(completion.from, cursor)
    setHint(completion.hint ?? '')
    const items = completion.choices.filter((choice) => choice.value !== typed)
    suggesting.open(items, typed === '' || items.length < completion.choices.length ? -1 : 0)
  }

  const pick = (item: Suggestion): void => {
    const cursor = field.current?.selectionStart ?? text.length
    // A name with its colon waits for its value.
    const space = item.value.endsWith(':') ? '' : ' '
    const next = `${text.slice(0, from.current)}${item.value}${space}${text.slice(cursor).trimStart()}`
    const at = from.current + item.value.length + space.length
    setText(next)
    queueMicrotask(() => {
      field.current?.focus()
      field.current?.setSelectionRange(at, at)
    })
    suggesting.close()
    if (next.startsWith('/')) void suggest(next, at)
  }

  const submit = async (): Promise<void> => {
    if (!ready || sending) return
    setSending(true)
    suggesting.close()
    asked.current++
    const files = attachments.list.flatMap((one) => (one.file ? [one.file.id] : []))
    try {
      await send(stage, { text: text.trim(), files, id: id.current, ...(quoting && { replyTo: quoting.id }) })
      setText('')
      setHint('')
      attachments.clear()
      onUnquote()
      id.current = newId()
    } catch (error) {
      notify(explain(error))
    } finally {
      setSending(false)
      field.current?.focus()
    }
  }

  const onKey = (event: KeyboardEvent): void => {
    if (suggesting.key(event, pick) || event.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void submit()
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault()
      editLast()
    } else if (event.key === 'Escape' && quoting) onUnquote()
  }

  return (
    <form
      class="composer"
      data-as={stage.as}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <SuggestionList id={listId} suggesting={suggesting} pick={pick} />
      {quoting && (
        <div class="quoting">
          <Icon name="quote" size={15} />
          <span>
            {say('composer.replying', { name: quoting.by.name })}:{' '}
            {[...new Intl.Segmenter().segment(quoting.text.slice(0, 400))].slice(0, 80).map(({ segment }) => segment)}
          </span>
          <button type="button" class="bare" aria-label={say('cancel')} onClick={onUnquote}>
            <Icon name="close" size={15} />
          </button>
        </div>
      )}
      {attachments.list.length > 0 && (
        <ul class="attachments">
          {attachments.list.map((one) => (
            <li key={one.key} aria-busy={!one.file}>
              <Icon name="file" size={15} />
              <span>{one.file ? one.name : say('composer.uploading', { name: one.name })}</span>
              <small>{sizeOf(one.size)}</small>
              <button
                type="button"
                class="bare"
                aria-label={say('composer.remove', { name: one.name })}
                onClick={() => attachments.drop(one.key)}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="entry">
        <Avatar name={name} size={26} />
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={8000}
          placeholder={placeholder}
          aria-label={say('composer.label', { name, place: placeTitle })}
          aria-autocomplete="list"
          aria-controls={suggesting.items.length ? listId : undefined}
          aria-activedescendant={suggesting.active >= 0 ? `${listId}-${suggesting.active}` : undefined}
          title={say('composer.hint')}
          onInput={(event) => change(event.currentTarget.value, event.currentTarget.selectionStart)}
          onKeyDown={onKey}
          onBlur={suggesting.close}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])]
            if (files.length) attachments.add(files)
          }}
        />
        <label class="attach" title={say('composer.attach')}>
          <Icon name="clip" />
          <input
            type="file"
            multiple
            aria-label={say('composer.attach')}
            onChange={(event) => {
              attachments.add([...(event.currentTarget.files ?? [])])
              event.currentTarget.value = ''
            }}
          />
        </label>
        <button
          type="submit"
          class="send"
          disabled={!ready}
          aria-busy={sending}
          aria-label={say('composer.send', { name })}
        >
          <Icon name="send" />
        </button>
      </div>
      {hint && <p class="hint">{hint}</p>}
    </form>
  )
}

const namesLike = (typed: string, place: string): readonly Suggestion[] => {
  const { people, places } = current()
  const members = places.get(place)?.members ?? []
  return people
    .filter(({ id, name }) => members.includes(id) && name.toLowerCase().startsWith(typed.toLowerCase()))
    .map(({ name }) => ({ value: `@${name}`, label: '' }))
}
