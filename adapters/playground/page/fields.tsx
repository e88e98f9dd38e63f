import type { ComponentChild, VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { trying } from './act.js'
import { api } from './api.js'
import { useSay, type Stage } from './context.js'
import { current } from './store.js'
import { SuggestionList, useSuggestions, type Suggestion } from './suggestions.js'
import type { FileView, FormFieldView, FormView } from './wire.js'

/** Values in a form's fields while it is open. */
export type Draft = Readonly<Record<string, DraftValue>>
export type DraftValue = string | readonly string[] | boolean | FileView | undefined

const idOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null && 'id' in value
      ? String(value.id)
      : ''

export const startOf = ({ kind, value }: FormFieldView): DraftValue => {
  if (kind === 'flag') return value === 'true' || value === 'yes'
  if (kind === 'choices')
    return Array.isArray(value) ? value.map(String) : typeof value === 'string' && value ? value.split(/[\s,]+/) : []
  if (kind === 'file') return undefined
  return Array.isArray(value) ? value.map(String).join(', ') : idOf(value)
}

/** As the API takes it; undefined when nothing was filled in. */
export const valueOf = ({ kind }: FormFieldView, value: DraftValue): unknown => {
  if (kind === 'flag') return value === true ? 'true' : 'false'
  if (kind === 'file') return typeof value === 'object' && 'id' in value ? value.id : undefined
  if (Array.isArray(value)) return value.length ? value : undefined
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

interface Props {
  readonly field: FormFieldView
  readonly first: boolean
  readonly form: FormView
  readonly stage: Stage
  readonly value: DraftValue
  readonly fault?: string
  readonly onChange: (value: DraftValue) => void
}

export const Field = (props: Props): VNode => {
  const say = useSay()
  const { field, fault } = props
  const id = `field-${field.name}`
  const hint = field.hint ?? (field.kind === 'rich-text' ? say('markdown') : undefined)
  const label = (
    <>
      {field.label} {field.required ? null : <small>{say('optional')}</small>}
    </>
  )
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  const common = {
    id,
    name: field.name,
    'aria-invalid': fault !== undefined,
    'aria-required': field.required,
    ...(about && { 'aria-describedby': about }),
    ...(props.first && { autofocus: true }),
  }
  const group = field.kind === 'choices' && !field.suggests && field.choices?.length
  return (
    <div
      class={`field kind-${field.kind}`}
      role={group ? 'group' : undefined}
      aria-label={group ? field.label : undefined}
    >
      {field.kind === 'flag' ? null : group ? <span class="label">{label}</span> : <label for={id}>{label}</label>}
      <Control {...props} common={common} label={label} />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  )
}

type Common = Readonly<Record<string, unknown>> & { readonly id: string }
type ControlProps = Props & { readonly common: Common; readonly label: ComponentChild }

const Control = (props: ControlProps): VNode => {
  const { field, value, common, onChange, label } = props
  const text = typeof value === 'string' ? value : ''
  const input = (more: Readonly<Record<string, string>> = {}): VNode => (
    <input
      {...common}
      {...more}
      value={text}
      maxLength={field.maxLength}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  )
  switch (field.kind) {
    case 'rich-text':
      return (
        <textarea
          {...common}
          rows={5}
          value={text}
          maxLength={field.maxLength}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'choice':
      return field.suggests && !field.choices?.length ? (
        <Suggested {...props} />
      ) : (
        <Choice {...props} options={field.choices ?? []} />
      )
    case 'user':
      return <Choice {...props} options={current().people.map(({ id, name }) => ({ value: id, label: name }))} />
    case 'place':
      return <Choice {...props} options={channels()} />
    case 'choices':
      return field.suggests || !field.choices?.length ? <Suggested {...props} many /> : <Checks {...props} />
    case 'flag':
      return (
        <label class="check">
          <input
            {...common}
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          {label}
        </label>
      )
    case 'file':
      return <Upload {...props} />
    case 'duration':
    case 'time':
      return (
        <>
          {input({ placeholder: '30m, 2h, 1d' })}
          <Quick values={['30m', '2h', '1d']} onPick={onChange} />
        </>
      )
    case 'number':
      return input({ inputmode: 'numeric' })
    case 'ticket':
    case 'text':
      return field.suggests ? <Suggested {...props} /> : input(field.kind === 'ticket' ? { inputmode: 'numeric' } : {})
  }
}

const channels = (): readonly { value: string; label: string }[] =>
  [...current().places.values()]
    .filter((place) => place.kind === 'channel')
    .map((place) => ({ value: place.id, label: `#${place.title[current().locale]}` }))

const Choice = ({
  common,
  value,
  onChange,
  options,
}: ControlProps & { options: readonly { value: string; label: string }[] }): VNode => {
  const say = useSay()
  return (
    <select
      {...common}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{say('choose')}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

const Checks = ({ field, value, onChange, common }: ControlProps): VNode => {
  const chosen = Array.isArray(value) ? (value as readonly string[]) : []
  return (
    <div class="checks">
      {field.choices?.map((choice, at) => (
        <label key={choice.value} class="check">
          <input
            {...(at === 0 ? common : { name: field.name })}
            type="checkbox"
            checked={chosen.includes(choice.value)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked ? [...chosen, choice.value] : chosen.filter((one) => one !== choice.value),
              )
            }
          />
          {choice.label}
        </label>
      ))}
    </div>
  )
}

const Quick = ({ values, onPick }: { values: readonly string[]; onPick: (value: string) => void }): VNode => (
  <div class="quick">
    {values.map((value) => (
      <button key={value} type="button" class="chip" onClick={() => onPick(value)}>
        {value}
      </button>
    ))}
  </div>
)

const Upload = ({ common, value, onChange }: ControlProps): VNode => {
  const kept = typeof value === 'object' && 'name' in value ? value.name : ''
  return (
    <>
      <input
        {...common}
        type="file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          if (file) void trying(async () => onChange(await api.upload(file)))
        }}
      />
      {kept && <span class="kept">{kept}</span>}
    </>
  )
}

/** A text field that the desk completes; with `many`, several words with spaces or commas between them. */
const Suggested = ({
  field,
  form,
  stage,
  value,
  common,
  onChange,
  many = false,
}: ControlProps & { many?: boolean }): VNode => {
  const suggesting = useSuggestions()
  const asked = useRef(0)
  const text = Array.isArray(value) ? (value as readonly string[]).join(' ') : typeof value === 'string' ? value : ''
  const listId = `${common.id}-suggestions`
  const put = (next: string): void => onChange(next)
  const ask = async (next: string): Promise<void> => {
    if (!field.suggests) return
    const typed = many ? (/\S*$/.exec(next)?.[0] ?? '') : next
    const number = ++asked.current
    const { as, place } = stage
    const choices = await api.choices(as, place, form.operation, form.hidden, field.name, typed).catch(() => [])
    if (number === asked.current) suggesting.open(choices.filter((choice) => choice.value !== typed).slice(0, 8), -1)
  }
  const pick = (item: Suggestion): void => {
    put(many ? `${text.replace(/\S*$/, '')}${item.value} ` : item.value)
    suggesting.close()
  }
  return (
    <div class="suggested">
      <input
        {...common}
        value={text}
        autocomplete="off"
        role="combobox"
        aria-expanded={suggesting.items.length > 0}
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={suggesting.active >= 0 ? `${listId}-${suggesting.active}` : undefined}
        onInput={(event) => {
          put(event.currentTarget.value)
          void ask(event.currentTarget.value)
        }}
        onKeyDown={(event) => suggesting.key(event, pick)}
        onBlur={suggesting.close}
      />
      <SuggestionList id={listId} suggesting={suggesting} pick={pick} />
    </div>
  )
}
