import { z } from 'zod'
import type { Answer, Choice, FieldInfo, FieldKind, FormField, OperationInfo, Role } from './platform'
import type { Actor } from './people/person'
import type { Ticket } from './tickets/ticket'
import type { Tx } from './tx'
import { hasWords } from './words'

/** One thing the desk can do, whatever door it is asked through: command, button, form, text command, reaction, API. */
export interface Operation<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** The command's word and the file's name. */
  readonly name: string
  /** Names it had before: a button in an old post still works. */
  readonly was?: readonly string[]
  readonly command?: 'ticket' | 'desk'
  /** The lowest role that may. */
  readonly by: Role
  /** Beyond the role, on the ticket named by the `ticket` field: the desk answers "no such ticket" otherwise. */
  readonly may?: (actor: Actor, ticket: Ticket) => boolean
  readonly input: z.ZodObject<Shape>
  /** Offered in the menu of a post or of a person, and by this reaction on a post. */
  readonly menus?: OperationInfo['menus']
  readonly reaction?: string
  /** The fields that its form asks for, each of them needed; by default all of its fields, as they are. */
  readonly asks?: readonly string[]
  /** What the form of an operation that `asks` shows beside that, for whom: it may be left empty. */
  readonly offers?: (actor: Actor) => readonly string[]
  /** Of the fields of each list one is enough, and one is needed: a form shows them all while none is given. */
  readonly oneOf?: readonly (readonly string[])[]
  /** What the button of its form does; by default what its title says, and for `/desk` that it saves. */
  readonly submits?: FormDeed
  /** It begins by holding the ticket of its `ticket` field, which saves it a question: for what agents do all day. */
  readonly holdsTicket?: true
  /** Whoever opens its form on a ticket is told who else is writing there. */
  readonly showsWriters?: true
  /** What stands in the form when it opens. Reads only. */
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
  /** What its form asks for in the place of the field `fields`: a ticket's own fields, each apart. */
  readonly unfolds?: (tx: Tx, input: Readonly<Record<string, unknown>>, actor: Actor) => Promise<readonly FormField[]>
  /** Writes the effects. Throws Refusal for a "no"; the answer is for the actor alone. */
  run(tx: Tx, input: z.output<z.ZodObject<Shape>>, actor: Actor): Promise<Answer>
}

export const defineOperation = <Shape extends z.ZodRawShape>(operation: Operation<Shape>): Operation =>
  operation as unknown as Operation

/** What a form's button can say that it does, beside the operation's title: `form.<deed>` in the locales. */
export const formDeeds = ['save', 'submit', 'show', 'add-note', 'open', 'go-on', 'post'] as const
export type FormDeed = (typeof formDeeds)[number]

/** What a field's zod schema tells the doors, beside its type. */
export interface FieldMeta {
  readonly field: FieldKind
  readonly choices?: readonly string[]
  /** Locale keys of the choices are `<words>.<value>`. */
  readonly words?: string
  readonly maxLength?: number
  /** Only buttons carry it: no command, form or help offers it. */
  readonly isHidden?: boolean
}

const describe = (operation: Operation, name: string, schema: z.ZodType, words: Words): FieldInfo => {
  const meta = fieldMeta(schema)
  return {
    name,
    kind: meta.field,
    required: !schema.safeParse(undefined).success,
    label: words(labelKey(operation.name, name)),
    suggests: operation.suggest?.[name] !== undefined,
    ...(operation.takesNew?.includes(name) === true ? { takesNew: true } : {}),
    ...(meta.maxLength === undefined ? {} : { maxLength: meta.maxLength }),
    ...(meta.choices === undefined
      ? {}
      : { choices: meta.choices.map((value) => ({ value, label: words(`${meta.words}.${value}`) })) }),
  }
}

type Words = (key: string) => OperationInfo['title']

/** What an operation calls a field, where that is not what all others call theirs. */
export const labelKey = (operation: string, field: string): string => {
  const own = `field.${operation}.${field}`
  return hasWords(own) ? own : `field.${field}`
}

/** What adapters may know of an operation. */
export const operationInfo = (operation: Operation, words: Words): OperationInfo => ({
  name: operation.name,
  was: operation.was ?? [],
  command: operation.command ?? 'ticket',
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
