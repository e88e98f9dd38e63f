import { z } from 'zod'
import type { Answer, Choice, FieldInfo, FieldKind, FormField, OperationInfo, Role, TypedAs } from '../platform'
import type { Actor } from '../model/person'
import type { Ticket } from '../model/ticket'
import type { Need } from './needs'
import type { Tx } from './tx'
import { fieldKey, hintOf, nounOf } from './field-words'
import { joinGroup, standingOf } from './command-groups'
import { formerWords } from './words'

/** One thing the desk can do, whatever door it is asked through: command, button, form, text command, reaction, API. */
export interface Operation<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** The command's word and the file's name. */
  readonly name: string
  /** Names it had before: a button in an old post still works. */
  readonly was?: readonly string[]
  readonly command?: 'ticket' | 'desk'
  /** Group of what one wants to do with it, of those of its command in `command-groups.ts`: for one that stands in none of its lists. */
  readonly group?: string
  /** The lowest role that may. */
  readonly by: Role
  /** Open to people who only claim to be somebody, too: it shows and changes nothing that is anybody's. */
  readonly claimed?: true
  /** Beyond the role, on the ticket named by the `ticket` field: the desk answers "no such ticket" otherwise. */
  readonly may?: (actor: Actor, ticket: Ticket) => boolean
  readonly input: z.ZodObject<Shape>
  /** Offered in the menu of a post or of a person, and by this reaction on a post. */
  readonly menus?: OperationInfo['menus']
  readonly reaction?: string
  /** The fields that its form asks for, each of them needed; by default all of its fields, as they are. */
  readonly asks?: readonly string[]
  /** Further fields that the form of an operation with `asks` shows, by actor: they may be left empty. */
  readonly offers?: (actor: Actor) => readonly string[]
  /** Of the fields of each list one is enough, and one is needed: a form shows them all while none is given. */
  readonly oneOf?: readonly (readonly string[])[]
  /** It begins by holding the ticket of its `ticket` field, which saves it a question: for what agents do all day. */
  readonly holdsTicket?: true
  /** Shows whoever opens its form on a ticket who else is writing there. */
  readonly showsWriters?: true
  /** Marks an operation that cannot be taken back: its form says so where the network can. */
  readonly isDangerous?: true
  /** Values in the form when it opens. Reads only. */
  readonly fill?: (
    tx: Tx,
    input: Readonly<Record<string, unknown>>,
    actor: Actor,
  ) => Promise<Readonly<Record<string, FormField['value']>>>
  /** Completes what is typed into the field of this name; `input` is what the others hold by now. Reads only. */
  readonly suggest?: Readonly<
    Record<
      string,
      (tx: Tx, typed: string, actor: Actor, input: Readonly<Record<string, unknown>>) => Promise<readonly Choice[]>
    >
  >
  /** Of the fields that it completes: those that take what is not among the suggestions, a new tag or the name of a new team. */
  readonly takesNew?: readonly string[]
  /** Fields that its form asks for in place of the field `fields`: a ticket's own, each apart. */
  readonly unfolds?: (tx: Tx, input: Readonly<Record<string, unknown>>, actor: Actor) => Promise<readonly FormField[]>
  /** Facts that the networks or the machine must give first: asked before its transaction, and only for whom it would run. */
  readonly needs?: {
    /** Without any of these fields it needs nothing. */
    readonly given?: readonly string[]
    /** Reads only, in a short transaction of its own. */
    read(tx: Tx, input: z.output<z.ZodObject<Shape>>, actor: Actor): Promise<readonly Need<unknown>[]>
  }
  /** Writes the effects. Throws Refusal for a "no"; the answer is for the actor alone. */
  run(tx: Tx, input: z.output<z.ZodObject<Shape>>, actor: Actor): Promise<Answer>
}

export const defineOperation = <Shape extends z.ZodRawShape>(operation: Operation<Shape>): Operation => {
  if (operation.group !== undefined) joinGroup(operation.command ?? 'ticket', operation.group, operation.name)
  return operation as unknown as Operation
}

/** Metadata that a field's zod schema gives the doors, beside its type. */
export interface FieldMeta {
  readonly field: FieldKind
  readonly choices?: readonly string[]
  /** Locale keys of the choices are `<words>.<value>`. */
  readonly words?: string
  readonly maxLength?: number
  readonly typed?: TypedAs
  /** Only buttons carry it: no command, form or help offers it. */
  readonly isHidden?: boolean
}

const typedBefore = (key: string): { readonly was?: readonly string[] } => {
  const was = formerWords(key)
  return was.length === 0 ? {} : { was }
}

const describe = (operation: Operation, name: string, schema: z.ZodType, words: Words): FieldInfo => {
  const meta = fieldMeta(schema)
  return {
    name,
    kind: meta.field,
    required: !schema.safeParse(undefined).success,
    ...labelOf(words(fieldKey(operation.name, name))),
    ...typedBefore(fieldKey(operation.name, name)),
    suggests: operation.suggest?.[name] !== undefined,
    ...(operation.takesNew?.includes(name) === true ? { takesNew: true } : {}),
    ...(meta.maxLength === undefined ? {} : { maxLength: meta.maxLength }),
    ...(meta.choices === undefined ? {} : { choices: choicesOf(meta.choices, meta.words, words) }),
    ...(meta.typed === undefined ? {} : { typed: meta.typed }),
  }
}

type Words = (key: string) => OperationInfo['title']

const labelOf = (label: OperationInfo['title']): Pick<FieldInfo, 'label' | 'hint'> => {
  const [en, es] = [hintOf(label.en), hintOf(label.es)]
  return {
    label: { en: nounOf(label.en), es: nounOf(label.es) },
    ...(en === undefined || es === undefined ? {} : { hint: { en, es } }),
  }
}

const choicesOf = (values: readonly string[], group: string | undefined, words: Words) =>
  values.map((value) => ({ value, label: words(`${group}.${value}`), ...typedBefore(`${group}.${value}`) }))

/** Part of an operation that adapters may know. */
export const operationInfo = (operation: Operation, words: Words): OperationInfo => ({
  name: operation.name,
  was: [...(operation.was ?? []), ...formerWords(`operation.${operation.name}.title`)],
  command: operation.command ?? 'ticket',
  ...standingOf(operation.command ?? 'ticket', operation.name),
  by: operation.by,
  menus: operation.menus ?? [],
  ...(operation.reaction === undefined ? {} : { reaction: operation.reaction }),
  fields: Object.entries(operation.input.shape)
    .filter(([, schema]) => fieldMeta(schema as z.ZodType).isHidden !== true)
    .map(([name, schema]) => describe(operation, name, schema as z.ZodType, words)),
  title: words(`operation.${operation.name}.title`),
  summary: words(`operation.${operation.name}.summary`),
})

const fieldMeta = (schema: z.ZodType): FieldMeta => {
  const own = z.globalRegistry.get(schema) as FieldMeta | undefined
  if (own?.field !== undefined) return own
  const inner = (schema as unknown as { def: { innerType?: z.ZodType; in?: z.ZodType } }).def
  const next = inner.innerType ?? inner.in
  if (next === undefined) throw new Error('an operation field without a kind: use the makers of fields.ts')
  return fieldMeta(next)
}

declare module './tx' {
  interface Registered {
    readonly operations: readonly Operation[]
  }
}
