import { commandsFor } from '../../../adapters/discord/commands'
import { readCommand, type Chosen } from '../../../adapters/discord/commands-read'
import { operationInfo } from '../../../src/core/operation'
import { operations as registry } from '../../../src/slices'
import type { OperationInfo } from '../../../src/platform'
import { inEachLocale } from '../../../src/core/words'
import { specFaults } from '../../support/discord-spec'

/** The desk's own operations. */
const operations: readonly OperationInfo[] = registry.map((one) => operationInfo(one, inEachLocale))

type Option = {
  name: string
  type: number
  description: string
  name_localizations?: Record<string, string>
  options?: readonly Option[]
  description_localizations?: Record<string, string>
  choices?: readonly { name: string; value: string; name_localizations?: Record<string, string> }[]
}

/** Discord counts names, descriptions and values of one command together, in the longest of its languages. */
const weight = ({
  name,
  description,
  name_localizations: names = {},
  description_localizations: more = {},
  options = [],
  choices = [],
}: Option): number => {
  const longest = (own: string, others: Record<string, string>): number =>
    Math.max(own.length, ...Object.values(others).map((one) => one.length))
  return (
    longest(name, names) +
    longest(description, more) +
    [...options].reduce((sum, one) => sum + weight(one), 0) +
    choices.reduce((sum, one) => sum + longest(one.name, one.name_localizations ?? {}) + one.value.length, 0)
  )
}

describe('the commands', () => {
  const commands = commandsFor(operations)
  const all = (options: readonly Option[] = []): readonly Option[] =>
    options.flatMap((one) => [one, ...all(one.options)])

  test('are what the official specification allows, in every language', () => {
    expect(specFaults('PUT', '/applications/1/commands', JSON.parse(JSON.stringify(commands)))).toEqual([])
    for (const command of commands.filter(({ type }) => type === 1)) {
      for (const one of [command as unknown as Option, ...all(command.options as unknown as readonly Option[])]) {
        for (const name of [one.name, ...Object.values(one.name_localizations ?? {})]) {
          expect(name).toMatch(/^[-_'\p{L}\p{N}]{1,32}$/u)
          expect(name).toBe(name.toLowerCase())
        }
        const names = (one.options ?? []).flatMap(({ name, name_localizations: local }) => [
          name,
          ...(local?.['es-ES'] === undefined || local['es-ES'] === name ? [] : [local['es-ES']]),
        ])
        expect(new Set(names).size).toBe(names.length)
        expect((one.options ?? []).length).toBeLessThanOrEqual(25)
      }
      expect(weight(command as unknown as Option)).toBeLessThanOrEqual(8000)
    }
  })

  test('hold every operation of the registry, in Spanish too', () => {
    const subs = commands.flatMap(({ name, options = [] }) =>
      all(options as unknown as readonly Option[])
        .filter(({ type }) => type === 1)
        .map((one) => `${name} ${one.name}`),
    )
    for (const { name, command } of operations) expect(subs).toContain(`${command} ${name}`)
    const ticket = commands.find(({ name }) => name === 'ticket')
    const claim = (ticket as unknown as Option).options?.find(({ name }) => name === 'claim')
    expect(claim?.name_localizations).toEqual({ 'es-ES': expect.any(String), 'es-419': expect.any(String) })
    expect(commands.filter(({ type }) => type !== 1).map(({ name, type }) => [name, type])).toEqual(
      expect.arrayContaining([
        ['New ticket', 3],
        ['New ticket for', 2],
      ]),
    )
  })
})

describe('thirty more operations of each command, as heavy as those that are there', () => {
  const more = (command: OperationInfo['command']): readonly OperationInfo[] => {
    const own = operations.filter((one) => one.command === command)
    return Array.from({ length: 30 }, (_, at): OperationInfo => {
      const { isFrequent: _direct, ...one } = own[at % own.length]!
      const title = { en: `${one.title.en} ${at}`, es: `${one.title.es} ${at}` }
      return { ...one, name: `${one.name.slice(0, 28)}-${at}`, title, was: [], menus: [] }
    })
  }
  const all = [...operations, ...more('ticket'), ...more('desk')]
  const commands = commandsFor(all)

  test.each(['ticket', 'desk'])('fit into /%s, each with its summary', (name) => {
    const command = commands.find((one) => one.name === name) as unknown as Option
    expect(specFaults('PUT', '/applications/1/commands', JSON.parse(JSON.stringify(commands)))).toEqual([])
    expect(weight(command)).toBeLessThanOrEqual(8000)
    const parts = command.options ?? []
    const subs = parts.flatMap((one) => (one.type === 2 ? (one.options ?? []) : [one]))
    for (const list of [parts, ...parts.map(({ options = [] }) => options)]) expect(list.length).toBeLessThanOrEqual(25)
    const own = all.filter((one) => one.command === name)
    expect(subs.map((one) => one.name).sort()).toEqual(own.map((one) => one.name).sort())
    for (const { name: word, summary } of own)
      expect(subs.find((one) => one.name === word)?.description).toBe(summary.en.slice(0, 100))
    expect(parts.some((one) => one.name === 'more')).toBe(false)
  })

  test('would be noticed if they did not (control)', () => {
    const heavy = all.map((one) => ({
      ...one,
      fields: [1, 2, 3, 4].flatMap((at) => one.fields.map((field) => ({ ...field, name: `${field.name}${at}` }))),
    }))
    const ticket = commandsFor(heavy).find(({ name }) => name === 'ticket') as unknown as Option
    expect(weight(ticket)).toBeGreaterThan(8000)
  })
})

test('what is used most stands at hand, the rest by what one wants to do', () => {
  const [ticket, desk] = commandsFor(operations) as unknown as readonly Option[]
  const drawn = (options: readonly Option[] = []) =>
    options.map(({ name, type, options: inner = [] }) =>
      type === 2 ? `${name}: ${inner.map((one) => one.name).join(' ')}` : name,
    )
  expect(drawn(ticket?.options)).toEqual(expect.arrayContaining(['claim', 'reply', 'note', 'status', 'new', 'help']))
  expect(drawn(ticket?.options).filter((one) => !one.includes(':'))).toHaveLength(12)
  expect(drawn(ticket?.options)).toContain('sort: priority tag untag edit customer-note acknowledge')
  expect(drawn(desk?.options)).toContain('people: agent block limits')
  const local = (option: Option | undefined) => option?.name_localizations?.['es-ES']
  const groups = [...(ticket?.options ?? []), ...(desk?.options ?? [])].filter(({ type }) => type === 2)
  for (const group of groups)
    expect({ name: group.name, local: local(group) }).toEqual({ name: group.name, local: expect.any(String) })
})

test('a client that still holds commands of before, with other groups or none, is understood', () => {
  const reading = { names: { user: () => undefined, channel: () => undefined, role: () => undefined }, resolved: {} }
  const read = (...way: readonly string[]) => {
    const chosen: Chosen[] = [{ name: 'query', type: 3, value: 'vpn' }]
    const options = way
      .toReversed()
      .reduce((inner, name, at): Chosen[] => [{ name, type: at + 1, options: inner }], chosen)
    const found = readCommand({ name: 'ticket', options }, operations, reading)
    return [found?.operation.name, found?.input]
  }
  const search = ['search', { query: 'vpn' }]
  expect(read('search')).toEqual(search)
  expect(read('more', 'search')).toEqual(search)
  expect(read('find', 'search')).toEqual(search)
  expect(read('encontrar', 'buscar')).toEqual(search)
  expect(read('buscar')).toEqual(search)
  for (const { name, was, title } of operations)
    for (const word of [name, ...was.filter((one) => !one.includes(' '))])
      expect({
        word,
        is: readCommand({ name: 'ticket', options: [{ name: word, type: 1 }] }, operations, reading)?.operation.title,
      }).toEqual({ word, is: title })
})

test('choices that a heavy command leaves to be completed are understood as they are written', () => {
  const reading = { names: { user: () => undefined, channel: () => undefined, role: () => undefined }, resolved: {} }
  const typed = (value: string) =>
    readCommand(
      { name: 'ticket', options: [{ name: 'priority', type: 1, options: [{ name: 'priority', type: 3, value }] }] },
      operations,
      reading,
    )?.input['priority']
  expect([typed('high'), typed('High'), typed('alta'), typed('nonsense')]).toEqual(['high', 'high', 'high', 'nonsense'])
})

test('more operations than Discord takes side by side go one word deeper, and are read back', () => {
  const many = Array.from({ length: 40 }, (_, at): OperationInfo => ({
    ...(operations[0] as OperationInfo),
    name: `op${at}`,
    menus: [],
    fields: [],
  }))
  const [ticket] = commandsFor(many)
  expect(ticket?.options).toHaveLength(25)
  expect(specFaults('PUT', '/applications/1/commands', JSON.parse(JSON.stringify(commandsFor(many))))).toEqual([])
  const reading = { names: { user: () => undefined, channel: () => undefined, role: () => undefined }, resolved: {} }
  const typed = {
    name: 'ticket',
    options: [{ name: 'more', type: 2, options: [{ name: 'op39', type: 1, options: [] }] }],
  }
  expect(readCommand(typed, many, reading)?.operation.name).toBe('op39')
})
