import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { commandsFor } from '../../../adapters/discord/commands'
import { printMarkdown } from '../../../adapters/discord/markdown-print'
import { pickedLine } from '../../../src/core/picked-line'
import en from '../../../src/core/locales/en.json'
import es from '../../../src/core/locales/es.json'
import { operationInfo } from '../../../src/core/operation'
import { operations as registry } from '../../../src/slices'
import { locales, pickedUsageOf, plain, replaceCommands, say, type Locale } from '../../../src/platform'
import { namingCommands, richSentence } from '../../../src/core/rich-words'
import { hasWords, inEachLocale, wordsOf, type MessageKey } from '../../../src/core/words'
import { registeredPaths, unknownIn } from '../../support/discord-paths'

const operations = registry.map((one) => operationInfo(one, inEachLocale))
const paths = registeredPaths(operations)
const messages: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en, es }

const commandsIn = (text: string): readonly string[] => {
  const found: string[] = []
  replaceCommands(text, (written) => {
    found.push(written)
    return written
  })
  return found
}
/** Sentences with a command; examples are lines to type and have a form of their own on Discord. */
const naming = (locale: Locale): readonly MessageKey[] =>
  Object.keys(en).filter(
    (key): key is MessageKey => !key.endsWith('.example') && commandsIn(messages[locale][key]!).length > 0,
  )
/** Something for each brace. */
const saidBy = (locale: Locale, key: string) =>
  Object.fromEntries([...messages[locale][key]!.matchAll(/\{(\w+)/g)].map(([, name]) => [name!, 'x']))

describe.each(locales)('commands that the desk names, in %s', (locale) => {
  test('are those that Discord has, in their groups', () => {
    expect(naming(locale).length).toBeGreaterThan(60)
    for (const key of naming(locale)) {
      const printed = printMarkdown(richSentence(locale, key, saidBy(locale, key)))
      expect({ key, unknown: unknownIn(printed, paths) }).toEqual({ key, unknown: [] })
      // A refusal at a field is a string.
      const atField = printMarkdown([
        { kind: 'paragraph', inlines: namingCommands(wordsOf(locale, key, saidBy(locale, key))) },
      ])
      expect({ key, unknown: unknownIn(atField, paths) }).toEqual({ key, unknown: [] })
    }
  })

  test('are typed without groups elsewhere', () => {
    for (const key of naming(locale))
      expect(plain(richSentence(locale, key, saidBy(locale, key)))).toBe(wordsOf(locale, key, saidBy(locale, key)))
  })

  test('usage and example of each name its way and its fields', () => {
    for (const one of operations) {
      const example = `operation.${one.name}.example`
      const lines = [
        pickedUsageOf(one, locale),
        ...(hasWords(example) ? [pickedLine(wordsOf(locale, example), one, locale)] : []),
      ]
      for (const line of lines) {
        const way = [...paths.keys()].find((path) => `${line} `.startsWith(`${path} `))
        expect({ line, isKnown: way !== undefined }).toEqual({ line, isKnown: true })
        const [field] = /[\w-]+(?=:)/.exec(line.slice(way!.length)) ?? []
        if (field !== undefined) expect(paths.get(way!)).toContain(field)
      }
    }
  })
})

test('what Discord shows of a command names others as it has them', () => {
  const shown = JSON.stringify(commandsFor(operations), null, 1)
  expect(shown).toContain('for /ticket list')
  expect(unknownIn(shown, paths)).toEqual([])
})

test('people’s words stay as they wrote them', () => {
  expect(printMarkdown(say('use /ticket search vpn'))).toBe('use /ticket search vpn')
  const subject = '/ticket search'
  const merged = printMarkdown(richSentence('en', 'merge.done', { number: 14, into: 12, subject }))
  expect(merged).toContain('/ticket search.')
  expect(merged).toContain('/ticket fix merge 14 undo:yes')
})

/** Keys that are given to what makes a bare string of them, though they name a command that has a group. */
const bareIn = (source: string): readonly string[] =>
  [...source.matchAll(/\bwords(?:Of)?\(\s*(?:[\w.]+,\s*)?'([\w.-]+)'/g)].flatMap(([, key = '']) =>
    commandsIn(messages.en[key] ?? '').some((written) => printMarkdown(grouped(written)) !== written) ? [key] : [],
  )
const grouped = (written: string) => [{ kind: 'paragraph', inlines: namingCommands(written) } as const]

test('no sentence that names a grouped command is told as a bare string', () => {
  const root = resolve(__dirname, '../../../src')
  const told = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => bareIn(readFileSync(join(root, name), 'utf8')))
  expect(told).toEqual([])
  expect(bareIn("paragraph(words(tx.speaks, 'webhook.told'))")).toEqual(['webhook.told'])
})
