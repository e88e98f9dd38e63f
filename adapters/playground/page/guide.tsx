import type { VNode } from 'preact'
import { writeFirst } from './guide-act.js'
import { steps } from './guide-steps.js'
import { useSay } from './context.js'
import { Icon } from './icons.js'
import { change, choose } from './store.js'
import type { Word } from './words.js'

/** A first ticket, step by step: each is over when it really happened. */
export const Guide = ({ at }: { at: number }): VNode => {
  const say = useSay()
  const last = at === steps.length - 1
  const word = (suffix = ''): Word => `guide.${at}${suffix}` as Word
  const close = (): void => choose({ guided: false })
  return (
    <aside class="guide" aria-label={say('guide.title')}>
      <ol class="dots" aria-label={say('guide.step', { step: at + 1, steps: steps.length })}>
        {steps.map((one, index) => (
          <li key={one.column + String(index)} class={index < at ? 'past' : index === at ? 'now' : ''} />
        ))}
      </ol>
      <div class="words" aria-live="polite">
        <b>{say(word())}</b>
        <span>{say(word('.more'))}</span>
      </div>
      <div class="row">
        {at === 0 && (
          <button type="button" class="button primary" onClick={() => void writeFirst(say('guide.0.example'))}>
            {say('guide.0.use')}
          </button>
        )}
        {at > 0 && !last && (
          <button type="button" class="button go" onClick={() => change({ tab: steps[at]?.column ?? 'agents' })}>
            {say('guide.go')}
          </button>
        )}
        {last ? (
          <button type="button" class="button primary" onClick={close}>
            <Icon name="check" size={16} /> {say('guide.done')}
          </button>
        ) : (
          <button type="button" class="link" onClick={close}>
            {say('guide.skip')}
          </button>
        )}
      </div>
    </aside>
  )
}
