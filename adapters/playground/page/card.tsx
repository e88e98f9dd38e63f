import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { press } from './act.js'
import { useSay, useStage } from './context.js'
import { Rich } from './rich-text.js'
import type { BlockView, ButtonView, CardView, ControlView, SelectView } from './wire.js'

/** A card that lights up for a moment when it changes. */
export const Card = ({ card, post }: { card: CardView; post: string }): VNode => {
  const shape = JSON.stringify(card)
  const before = useRef(shape)
  const [changed, setChanged] = useState(false)
  useEffect(() => {
    if (before.current === shape) return undefined
    before.current = shape
    setChanged(true)
    const timer = setTimeout(() => setChanged(false), 1600)
    return () => clearTimeout(timer)
  }, [shape])
  return (
    <section class={`card tone-${card.tone}${changed ? ' changed' : ''}`} aria-label={card.title}>
      <h4>{card.title}</h4>
      {card.blocks.map((block, at) => (
        <Block key={at} block={block} post={post} />
      ))}
    </section>
  )
}

const Block = ({ block, post }: { block: BlockView; post: string }): VNode => {
  switch (block.kind) {
    case 'text':
      return <Rich text={block.text} />
    case 'context':
      return (
        <div class="context">
          <Rich text={block.text} />
        </div>
      )
    case 'divider':
      return <hr />
    case 'fields':
      return (
        <dl>
          {block.fields.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )
    case 'controls':
      return (
        <div class="controls">
          {block.controls.map((control) => (
            <Control key={`${control.kind}/${control.label}`} control={control} post={post} />
          ))}
        </div>
      )
  }
}

const Control = ({ control, post }: { control: ControlView; post: string }): VNode => {
  if (control.kind === 'button') return <ButtonControl button={control} post={post} />
  if (control.kind === 'select') return <SelectControl select={control} post={post} />
  const url = /^https?:\/\//i.test(control.url) ? control.url : undefined
  return (
    <a class="button" href={url} target="_blank" rel="noopener noreferrer">
      {control.label}
    </a>
  )
}

const useBusy = (): readonly [boolean, (act: () => Promise<void>) => void] => {
  const [busy, setBusy] = useState(false)
  const run = (act: () => Promise<void>): void => {
    if (busy) return
    setBusy(true)
    void act().finally(() => setBusy(false))
  }
  return [busy, run]
}

const ButtonControl = ({ button, post }: { button: ButtonView; post: string }): VNode => {
  const stage = useStage()
  const [busy, run] = useBusy()
  return (
    <button
      type="button"
      class={`button ${button.style ?? ''}`}
      aria-busy={busy}
      data-operation={button.operation}
      onClick={() => run(() => press(stage, button, post))}
    >
      {button.label}
      {button.opensForm ? '…' : ''}
    </button>
  )
}

const SelectControl = ({ select, post }: { select: SelectView; post: string }): VNode => {
  const stage = useStage()
  const say = useSay()
  const [busy, run] = useBusy()
  const choose = (value: string): void => {
    const { operation, input, field, label } = select
    if (value !== '') run(() => press(stage, { label, operation, input: { ...input, [field]: value } }, post))
  }
  return (
    <label class="select" aria-busy={busy}>
      <span>{select.label}</span>
      <select
        value={select.chosen ?? ''}
        data-operation={select.operation}
        onChange={(event) => {
          choose(event.currentTarget.value)
          // It shows what stands, not what was asked for: the card changes when the desk has done it.
          event.currentTarget.value = select.chosen ?? ''
        }}
      >
        {select.chosen === undefined && <option value="">{say('choose')}</option>}
        {select.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  )
}
