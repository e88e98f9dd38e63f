import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { limitsFor as discord } from '../../adapters/discord/limits'
import { limits as playground } from '../../adapters/playground/limits'
import { limits as slack } from '../../adapters/slack/limits'
import { limits as teams } from '../../adapters/teams/limits'
import { readConfig } from '../../src/run/config'
import type { Limits, OperationInfo } from '../../src/platform'
import { operationInfos } from './generated-commands'
import { code, table } from './markdown-parts'

/** Doors that a platform’s manifest opens, beside what its limits say. */
interface Doors {
  readonly commands: string
  readonly onPost: readonly string[]
  readonly onPerson: readonly string[]
  readonly anywhere: readonly string[]
}
interface Network {
  readonly name: string
  readonly limits: Limits
  readonly doors: Doors
}

const manifest = (name: string): string => readFileSync(resolve(__dirname, '../../manifest', name), 'utf8')

const slackDoors = (): Doors => {
  const { features } = parse(manifest('slack.yaml')) as {
    features: { shortcuts: { name: string; type: string }[]; slash_commands: { command: string }[] }
  }
  const named = (type: string) => features.shortcuts.filter((one) => one.type === type).map(({ name }) => name)
  return {
    commands: features.slash_commands.map(({ command }) => code(command)).join(', '),
    onPost: named('message'),
    onPerson: [],
    anywhere: named('global'),
  }
}
const discordDoors = (): Doors => {
  const { commands } = JSON.parse(manifest('discord.json')) as { commands: { name: string; type: number }[] }
  const named = (type: number) => commands.filter((one) => one.type === type).map(({ name }) => name)
  return {
    commands: named(1)
      .map((name) => code(`/${name}`))
      .join(', '),
    onPost: named(3),
    onPerson: named(2),
    anywhere: [],
  }
}
const teamsDoors = (): Doors => {
  const { composeExtensions } = JSON.parse(manifest('teams/manifest.json')) as {
    composeExtensions: { commands: { title: string; context: string[] }[] }[]
  }
  const all = composeExtensions.flatMap(({ commands }) => commands)
  const named = (context: string) => all.filter((one) => one.context.includes(context)).map(({ title }) => title)
  return { commands: '`@Taquilla …`', onPost: named('message'), onPerson: [], anywhere: named('compose') }
}
const playgroundDoors = (): Doors => {
  const named = (menu: OperationInfo['menus'][number]) =>
    operationInfos()
      .filter(({ menus }) => menus.includes(menu))
      .map(({ title }) => title.en)
  return { commands: '`/ticket`, `/desk`', onPost: named('post'), onPerson: [], anywhere: [] }
}

const networks = (): readonly Network[] => [
  { name: 'Slack', limits: slack, doors: slackDoors() },
  { name: 'Discord', limits: discord('prefix'), doors: discordDoors() },
  { name: 'Teams', limits: teams, doors: teamsDoors() },
  { name: 'Playground', limits: playground, doors: playgroundDoors() },
]

type Row = readonly [string, (network: Network) => string]
const tableOf = (rows: readonly Row[]): string => {
  const all = networks()
  return table(
    ['', ...all.map(({ name }) => name)],
    rows.map(([what, say]) => [what, ...all.map(say)]),
  )
}
const fact = (what: string, say: (limits: Limits) => string): Row => [what, ({ limits }) => say(limits)]

const count = (number: number): string => number.toLocaleString('en')
const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))
const within: Readonly<Record<Limits['commands'], string>> = {
  anywhere: 'everywhere',
  'outside-threads': 'not in threads',
  none: 'nowhere',
}
const alone: Readonly<Record<Limits['private'], string>> = {
  anywhere: 'everywhere, to one person',
  interaction: 'after a command or a button; else by direct message',
  none: 'by direct message',
}

/** Doors of each platform: how people tell the desk what to do. */
export const doorsPart = (): string =>
  tableOf([
    ['Commands', ({ limits, doors }) => `${doors.commands}, ${within[limits.commands]}`],
    ['`!command` in a ticket’s thread', () => 'yes'],
    ['Menu of a message', ({ doors }) => listed(doors.onPost)],
    ['Menu of a person', ({ doors }) => listed(doors.onPerson)],
    ['Menu beside the message box', ({ doors }) => listed(doors.anywhere)],
    fact('Forms', ({ form }) => (form === 'none' ? 'none: asked for by command' : `up to ${form.fields} fields`)),
    fact(
      'Buttons and lists on a card',
      ({ card }) => `${card.rows} rows of ${card.row}; lists of ${count(card.choices)}`,
    ),
    ['Reactions by agents: 👀 ✅ 🎫', () => 'yes'],
    fact('Private answers', (limits) => alone[limits.private]),
  ])

const { largest: largestFile } = readConfig([], {}).files
const inMegabytes = (bytes: number) => `${Math.round(Math.min(bytes, largestFile) / 1_048_576)} MB`
const shownFile = ({ files }: Limits): string => {
  if (files === 'none') return 'its name'
  const size = `up to ${inMegabytes(files.size)}`
  return files.where === 'direct'
    ? `${size}, in one’s own chat; elsewhere its name`
    : `${size}, a larger one by its name`
}
const lost: Readonly<Record<Limits['unclear']['by'], string>> = {
  key: 'sent again, shown once',
  look: 'looked for',
  none: 'told as possibly delivered',
}

/** Fidelity: how each platform shows what people on another did. */
export const fidelityPart = (): string =>
  tableOf([
    fact('Text', ({ text }) => `${count(text)} characters a post, more in several`),
    ['Bold, italics, links, code, lists, quotes', () => 'in its own dialect'],
    ['A mention in what people write', () => 'the name, pings nobody'],
    fact('An edit', ({ edits }) => (edits ? 'in place' : 'not shown, kept in the history')),
    fact('A deletion', ({ deletes }) => (deletes ? 'taken away' : 'not shown, kept in the history')),
    fact('A reaction', ({ reactions }) => (reactions ? 'the bot’s own' : 'not shown, kept in the history')),
    fact('A file', shownFile),
    fact('Which post is answered', ({ replies }) => (replies ? 'points at it' : 'its first words come before')),
    fact('That somebody points at a post', ({ hears }) => (hears.replies ? 'heard' : 'the platform does not tell')),
    fact('A ticket’s thread', ({ threads }) => (threads ? 'a thread' : 'in the channel itself')),
    fact('A customer who is typing', ({ typing }) => (typing ? 'shown' : 'not shown')),
    fact('That somebody is typing', ({ hears }) => (hears.typing ? 'heard' : 'the platform does not tell')),
    fact('Who speaks', ({ persona }) => (persona === 'native' ? 'name and picture' : 'the name, before the text')),
    fact('A send whose answer was lost', ({ unclear }) => lost[unclear.by]),
  ])

const windowOf = (ms: number): string => (ms === 1000 ? 'a second' : ms === 3_600_000 ? 'an hour' : `in ${ms / 1000} s`)
const paceOf = (pace: Limits['pace']): string =>
  pace.length === 0 ? 'any number' : pace.map(({ sends, per }) => `${count(sends)} ${windowOf(per)}`).join(', ')
const bytes = (size: number): string => `${count(Math.round(size / 1_048_576))} MB`

/** Sizes and rates by which the desk holds itself to a platform. */
export const sizesPart = (): string =>
  tableOf([
    fact('A post', ({ text }) => `${count(text)} characters`),
    fact('A card, all of its text', ({ card }) => count(card.total)),
    fact('… its title', ({ card }) => count(card.title)),
    fact('… one text', ({ card }) => count(card.text)),
    fact('… its fields', ({ card }) => `${card.fields} of ${count(card.fieldValue)}`),
    fact('… its blocks', ({ card }) => count(card.blocks)),
    fact('A button’s label', ({ card }) => count(card.label)),
    fact('A form’s title', ({ form }) => (form === 'none' ? '–' : count(form.title))),
    fact('… a field’s label', ({ form }) => (form === 'none' ? '–' : count(form.label))),
    fact('… a text', ({ form }) => (form === 'none' ? '–' : count(form.text))),
    fact('… choices of a list', ({ form }) => (form === 'none' ? '–' : count(form.choices))),
    fact('Files', ({ files }) => (files === 'none' ? 'none' : `${files.count} a post, ${bytes(files.size)} each`)),
    fact('… together', ({ files }) => (files === 'none' || files.total === undefined ? '–' : bytes(files.total))),
    fact('Posts in one conversation', ({ pace }) => paceOf(pace)),
    fact('Edits of cards', ({ editPace }) => (editPace === undefined ? 'counted with them' : paceOf(editPace))),
  ])
