import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { useSay } from './context.js'

export interface Suggestion {
  readonly value: string
  readonly label: string
  readonly hint?: string
}

export interface Suggesting {
  readonly items: readonly Suggestion[]
  /** -1: none. */
  readonly active: number
  readonly open: (items: readonly Suggestion[], active: number) => void
  readonly close: () => void
  /** Tells whether the key was for the list. */
  readonly key: (event: KeyboardEvent, pick: (item: Suggestion) => void) => boolean
}

/** A list that is walked with the arrows while the text field keeps the focus. */
export const useSuggestions = (): Suggesting => {
  const [state, setState] = useState<{ items: readonly Suggestion[]; active: number }>({ items: [], active: -1 })
  const { items, active } = state
  const close = (): void => setState({ items: [], active: -1 })
  const move = (by: number): void => setState({ items, active: (active + by + items.length) % items.length })
  return {
    items,
    active,
    close,
    open: (next, at) => setState({ items: next, active: next.length ? at : -1 }),
    key(event, pick) {
      if (items.length === 0 || event.isComposing) return false
      const chosen = items[active] ?? (event.key === 'Tab' ? items[0] : undefined)
      if (event.key === 'ArrowDown') move(1)
      else if (event.key === 'ArrowUp') move(active < 0 ? 0 : -1)
      else if (event.key === 'Escape') close()
      else if ((event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey && chosen) pick(chosen)
      else return false
      event.preventDefault()
      event.stopPropagation()
      return true
    },
  }
}

export const SuggestionList = ({
  id,
  suggesting: { items, active },
  pick,
}: {
  id: string
  suggesting: Suggesting
  pick: (item: Suggestion) => void
}): VNode | null => {
  const say = useSay()
  if (items.length === 0) return null
  return (
    <ul class="suggestions" role="listbox" id={id} aria-label={say('suggestions')}>
      {items.map((item, at) => (
        <li
          key={item.value}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === active}
          ref={(element) => {
            if (at === active) element?.scrollIntoView({ block: 'nearest' })
          }}
          // The text field must keep the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(item)}
        >
          <b>{item.value}</b>
          <span>{item.label === item.value ? (item.hint ?? '') : item.label}</span>
        </li>
      ))}
    </ul>
  )
}
