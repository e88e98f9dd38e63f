import { packAction, type Choice, type Form, type FormField, type Memory } from '../../src/platform'
import { limits } from './limits'
import { clean, run, printCardText } from './markdown-print'
import { cardOf, execute, type ActionData, type AdaptiveCard, type Element } from './render'
import { wordsFor } from './words'

/** Context that a form's card needs beside the form. */
export interface FormSetting {
  readonly locale?: string
  /** A dialog of the client, or a card in the conversation where there are no dialogs. */
  readonly where: 'dialog' | 'conversation'
  readonly people: readonly Choice[]
  readonly places: readonly Choice[]
  /** Values typed already, by field. */
  readonly typed?: Readonly<Record<string, string>>
  readonly faults?: Readonly<Record<string, string>>
}

/** Inputs carry the field's name behind this, so that no name of ours meets one of Teams'. */
export const prefix = 'f.'

const standing = ({ value }: FormField): string =>
  value === undefined ? '' : typeof value === 'string' ? value : 'id' in value ? value.id : value.join(',')

const choicesOf = (field: FormField, setting: FormSetting): readonly Choice[] =>
  field.kind === 'user' ? setting.people : field.kind === 'place' ? setting.places : (field.choices ?? [])

const inputOf = (field: FormField, setting: FormSetting): Element => {
  const say = wordsFor(setting.locale)
  const value = clean(setting.typed?.[field.name] ?? standing(field))
  const common = {
    id: `${prefix}${field.name}`,
    label: clean(field.label),
    ...(field.required && { isRequired: true, errorMessage: say.needed }),
    ...(value !== '' && { value }),
  }
  const hint =
    field.hint ??
    (field.kind === 'duration' || field.kind === 'time' ? say.span : field.kind === 'choices' ? say.tags : undefined)
  const choices = choicesOf(field, setting).map((choice) => ({
    title: clean(choice.label) || choice.value,
    value: choice.value,
  }))
  const offered = field.kind === 'choice' || field.kind === 'choices' || field.kind === 'user' || field.kind === 'place'
  if (field.kind === 'flag')
    return {
      type: 'Input.Toggle',
      ...common,
      title: clean(field.label),
      valueOn: 'true',
      valueOff: 'false',
      value: value || 'false',
    }
  if (field.kind === 'user')
    return {
      type: 'Input.ChoiceSet',
      ...common,
      style: 'filtered',
      choices,
      'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
    }
  if (offered && choices.length > 0)
    return {
      type: 'Input.ChoiceSet',
      ...common,
      style: field.suggests && field.kind === 'choice' ? 'filtered' : 'compact',
      choices,
      ...(field.kind === 'choices' && { isMultiSelect: true }),
    }
  return {
    type: 'Input.Text',
    ...common,
    ...((field.kind === 'rich-text' || (field.kind === 'text' && (field.maxLength ?? 0) > 200)) && {
      isMultiline: true,
    }),
    ...(field.maxLength !== undefined && { maxLength: field.maxLength }),
    ...(hint !== undefined && { placeholder: clean(hint) }),
  }
}

const fieldOf = (field: FormField, setting: FormSetting): Element[] => {
  const fault = setting.faults?.[field.name]
  const note =
    fault === undefined
      ? []
      : [{ type: 'RichTextBlock', spacing: 'None', inlines: [run(fault, { color: 'Attention' })] }]
  return [inputOf(field, setting), ...note]
}

/** The form as a card. `hidden` travels as the id of an action; faults stand below their fields. */
export const renderForm = async (form: Form, setting: FormSetting, memory: Memory): Promise<AdaptiveCard> => {
  const a = await packAction({ operation: form.operation, input: form.hidden }, limits.actionId, memory)
  const data: ActionData = { a, k: setting.where === 'dialog' ? 1 : 2 }
  const shown = form.fields.filter(({ kind }) => kind !== 'file')
  const known = new Set(shown.map(({ name }) => name))
  const others = Object.entries(setting.faults ?? {}).filter(([name]) => !known.has(name))
  const title = { type: 'RichTextBlock', inlines: [run(form.title || '…', { weight: 'Bolder', size: 'Large' })] }
  const style = form.isDangerous ? 'destructive' : 'positive'
  const submit: Element =
    setting.where === 'dialog'
      ? { type: 'Action.Submit', title: clean(form.submit), style, data }
      : execute(form.submit, data, style)
  const body: Element[] = [
    ...(setting.where === 'conversation' ? [title] : []),
    ...(form.intro ? printCardText(form.intro) : []),
    ...others.map(([, fault]) => ({ type: 'RichTextBlock', inlines: [run(fault, { color: 'Attention' })] })),
    ...shown.flatMap((field) => fieldOf(field, setting)),
    { type: 'ActionSet', actions: [submit] },
  ]
  return cardOf(body, form.title)
}

/** A form that this network can show: files cannot be asked for. */
export const canShow = (form: Form): boolean => !form.fields.some(({ kind, required }) => kind === 'file' && required)
