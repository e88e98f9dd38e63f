import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { writeFirst } from './guide-act.js'
import { useSay } from './context.js'
import { Icon } from './icons.js'
import { change, choose, type ColumnId, type Model } from './store.js'
import type { PostView } from './wire.js'
import type { Word } from './words.js'

interface Step {
  readonly column: ColumnId
  /** What it waits for; the last waits for nothing. */
  readonly done: (model: Model) => boolean
}

const some = (model: Model, test: (post: PostView) => boolean): boolean =>
  [...model.posts.values()].some((post) => !post.deleted && post.at > model.since && test(post))
const under = (top: string, post: PostView): boolean => post.place === top || post.place.startsWith(`${top}.`)
const did =
  (...operations: readonly string[]) =>
  (model: Model): boolean =>
    operations.some((one) => model.deeds.includes(one))

const steps: readonly Step[] = [
  {
    column: 'help',
    done: (model) => some(model, (post) => post.by.id === 'ana' && (under('help', post) || under('dm.ana', post))),
  },
  { column: 'agents', done: (model) => some(model, (post) => post.place === 'agents' && post.card !== undefined) },
  { column: 'agents', done: did('claim') },
  { column: 'agents', done: did('reply') },
  {
    column: 'help',
    done: (model) =>
      some(
        model,
        (post) =>
          post.by.kind === 'desk' && post.by.persona && !post.only && (under('help', post) || under('dm.ana', post)),
      ),
  },
  { column: 'agents', done: did('status', 'solve', 'close') },
  { column: 'agents', done: () => false },
]

/** A first ticket, step by step: each is over when it really happened. */
export const Guide = ({ model }: { model: Model }): VNode | null => {
  const say = useSay()
  const step = steps[model.step]
  const over = step?.done(model) ?? false
  useEffect(() => {
    if (over) choose({ step: model.step + 1 })
  }, [over, model.step])
  if (!step) return null
  const last = model.step === steps.length - 1
  const word = (suffix = ''): Word => `guide.${model.step}${suffix}` as Word
  const close = (): void => choose({ step: -1 })
  return (
    <aside class="guide" aria-label={say('guide.title')}>
      <ol class="dots" aria-label={say('guide.step', { step: model.step + 1, steps: steps.length })}>
        {steps.map((one, at) => (
          <li key={one.column + String(at)} class={at < model.step ? 'past' : at === model.step ? 'now' : ''} />
        ))}
      </ol>
      <div class="words" aria-live="polite">
        <b>{say(word())}</b>
        <span>{say(word('.more'))}</span>
      </div>
      <div class="row">
        {model.step === 0 && (
          <button type="button" class="button primary" onClick={() => void writeFirst(say('guide.0.example'))}>
            {say('guide.0.use')}
          </button>
        )}
        {model.step > 0 && !last && (
          <button type="button" class="button go" onClick={() => change({ tab: step.column })}>
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

/** Where the eye should go now. */
export const guideTarget = (model: Model): string => {
  const step = steps[model.step]
  return step ? `guide-${model.step}` : ''
}
