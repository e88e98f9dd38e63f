import { z } from 'zod'
import { nameOf } from '../../core/fields'
import { defineOperation, operationInfo, type Operation } from '../../core/operation'
import { notAllowed } from '../../people/not-allowed'
import { hasRole, type Actor } from '../../model/person'
import {
  fold,
  nearest,
  paragraph,
  pickedPath,
  pickedUsageOf,
  usageOf,
  type Answer,
  type Control,
  type Inline,
  type Locale,
  type OperationInfo,
  type RichText,
  type TextBlock,
} from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { inEachLocale, words, wordsOf } from '../../core/words'
import { buttonsOf, exampleOf, threadUsage } from '../cards/command-help'
import { commandGroups, type CommandGroup } from '../../core/command-groups'
import { pickedLine } from '../../core/picked-line'
import { namingCommands } from '../../core/rich-words'

export const help = defineOperation({
  name: 'help',
  by: 'customer',
  claimed: true,
  input: z.object({ command: nameOf(40).optional() }),
  suggest: {
    command: async ({ registered }, typed, actor) =>
      mineOf(registered.operations, actor)
        .filter(({ name, title }) => fold(`${name} ${title[actor.speaks]}`).includes(fold(typed)))
        .map(({ name, title }) => ({ value: name, label: title[actor.speaks] })),
  },
  run: async (tx, { command: asked = 'ticket' }, actor) => {
    const mine = mineOf(tx.registered.operations, actor)
    const word = fold(asked)
    if (word === 'ticket' || word === 'desk') return overview(tx, mine, word, actor)
    const one = mine.find(({ name, was, title }) =>
      [name, ...was, title.es, title.en].some((own) => fold(own) === word),
    )
    if (one !== undefined) return aboutOne(tx, one)
    const group = groupsOf(mine).find(
      ({ name }) => fold(name) === word || fold(wordsOf(tx.speaks, `help.group.${name}`)) === word,
    )
    if (group !== undefined) return aboutGroup(tx, group, mine)
    const near = nearest(
      asked,
      mine.map(({ name }) => name),
    )
    throw new Refusal('unknown-operation', {
      operation: asked,
      ...(near.length === 0 ? {} : { near: near.join(', ') }),
    })
  },
})

const mineOf = (all: readonly Operation[], actor: Actor): OperationInfo[] =>
  all.filter(({ by }) => hasRole(actor, by)).map((operation) => operationInfo(operation, inEachLocale))

const groupsOf = (mine: readonly OperationInfo[]): CommandGroup[] =>
  [...commandGroups.ticket, ...commandGroups.desk]
    .map(({ name, operations }) => ({
      name,
      operations: operations.filter((one) => mine.some((known) => known.name === one)),
    }))
    .filter(({ operations }) => operations.length > 0)

const code = (text: string, picked?: string): Inline => ({
  kind: 'code',
  text,
  ...(picked !== undefined && { picked }),
})
const bold = (text: string) => ({ kind: 'text', text, bold: true }) as const
/** Help where commands are picked: it has one place, and what it is asked about is its field. */
const helpOf = (command: 'ticket' | 'desk', about?: string): Inline =>
  code(['/' + command, 'help', about ?? ''].join(' ').trim(), `/ticket help command:${about ?? command}`)

const summaryOf = (tx: Tx, one: OperationInfo): TextBlock =>
  paragraph(code(`/${one.command} ${one.name}`, pickedPath(one)), ' — ', ...namingCommands(one.summary[tx.speaks]))

const answerWith = (tx: Tx, title: string, text: RichText, controls: readonly Control[]): Answer =>
  tx.answer({
    text,
    ...(controls.length > 0 && {
      card: {
        title,
        tone: 'neutral',
        blocks: [
          { kind: 'text', text },
          { kind: 'controls', controls },
        ],
      },
    }),
  })

/** Ten lines at most: what one may want, the words for it, and a button to read more. */
const overview = (tx: Tx, mine: readonly OperationInfo[], command: 'ticket' | 'desk', actor: Actor): Answer => {
  const title = words(tx.speaks, 'help.intro', { name: actor.name })
  const own = mine.filter((one) => one.command === command)
  if (own.length === 0) throw notAllowed('help', 'agent', actor)
  if (!hasRole(actor, 'agent'))
    return tx.answer({
      text: [paragraph(title), { kind: 'list', ordered: false, items: own.map((one) => [summaryOf(tx, one)]) }],
    })
  const groups = groupsOf(own)
  const items = groups.map(({ name, operations }) => [
    paragraph(bold(`${wordsOf(tx.speaks, `help.group.${name}`)}: `), operations.join(', ')),
  ])
  const isTicket = command === 'ticket'
  const hasDesk = isTicket && mine.some((one) => one.command === 'desk')
  const text: RichText = [
    paragraph(title),
    { kind: 'list', ordered: false, items },
    ...(isTicket ? [paragraph(words(tx.speaks, 'help.threads'))] : []),
    ...(hasDesk ? [paragraph(`${words(tx.speaks, 'help.desk')} `, helpOf('desk'))] : []),
  ]
  const buttons = groups.map(({ name }): Control => ({
    kind: 'button',
    label: wordsOf(tx.speaks, `help.group.${name}`),
    operation: 'help',
    input: { command: name },
  }))
  return answerWith(tx, title, text, buttons)
}

const aboutGroup = (tx: Tx, { name, operations }: CommandGroup, mine: readonly OperationInfo[]): Answer => {
  const shown = operations.flatMap((one) => mine.filter((known) => known.name === one))
  return tx.answer({
    text: [
      paragraph(bold(wordsOf(tx.speaks, `help.group.${name}`))),
      { kind: 'list', ordered: false, items: shown.map((one) => [summaryOf(tx, one)]) },
      paragraph(`${words(tx.speaks, 'help.more')} `, helpOf(shown[0]!.command, shown[0]!.name)),
    ],
  })
}

/** Help: how it is typed, an example, who may, and how it is done without typing. */
const aboutOne = (tx: Tx, one: OperationInfo): Answer => {
  const { speaks } = tx
  const example = exampleOf(one.name, speaks)
  const inThread = threadUsage(one, speaks)
  const facts: TextBlock[] = [
    paragraph(bold(one.title[speaks]), ' — ', ...namingCommands(one.summary[speaks])),
    paragraph(code(usageOf(one, speaks), pickedUsageOf(one, speaks))),
    ...(example === undefined
      ? []
      : [paragraph(`${words(speaks, 'help.example')} `, code(example, pickedLine(example, one, speaks)))]),
    ...(inThread === undefined ? [] : [paragraph(`${words(speaks, 'help.in-thread')} `, code(inThread))]),
    paragraph(words(speaks, 'help.by', { role: wordsOf(speaks, `role.${one.by}`) })),
    ...waysOf(tx, one).map((way) => paragraph(way)),
  ]
  return tx.answer({ text: facts })
}

const waysOf = ({ speaks }: Tx, { name, menus, reaction }: OperationInfo): string[] => {
  const labels = buttonsOf(name, speaks).map((label) => quotedIn(speaks, label))
  return [
    ...(labels.length > 0 ? [words(speaks, 'help.button', { labels: labels.join(', ') })] : []),
    ...(menus.length > 0 ? [words(speaks, 'help.menu')] : []),
    ...(reaction === undefined ? [] : [words(speaks, 'help.reaction', { emoji: reaction })]),
  ]
}

const quotedIn = (locale: Locale, text: string) => (locale === 'es' ? `«${text}»` : `“${text}”`)
