import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { Client } from 'pg'
import { migrations } from '../../migrations'
import { foldText } from '../../src/platform'
import { openDataSource } from '../../src/store/data-source'
import { migrate } from '../../src/store/migrate'
import { keptLog } from '../support/kept-log'
import { asSuperuser, onDatabase, testCluster } from '../support/postgres'

/** Texts, each with words that are looked for and found in it. */
const found: readonly (readonly [said: string, sought: string])[] = [
  ['¿Impresora sin tinta? ¡Auxilio, por favor!', 'impresora'],
  ['¿Impresora sin tinta? ¡Auxilio, por favor!', 'auxilio'],
  ['¿Impresora sin tinta?', '¿Impresora'],
  ['“Printer” broken', 'printer'],
  ['«Pantalla» negra', 'pantalla'],
  ['screen—black', 'screen'],
  ['screen–black', 'black'],
  ['wait…outage', 'outage'],
  ['• toner', 'toner'],
  ['uno·dos', 'dos'],
  ['the user’s laptop', 'user'],
  ['cuesta 40€', '40'],
  ['€40', '40€'],
  ['Acme™ router', 'acme'],
  ['⚠️Server down', 'server'],
  ['🔥disk🔥', 'disk'],
  ['مرحبا، طابعة؟', 'طابعة'],
  ['打印机。坏了', '打印机'],
  ['принтер…сломан', 'ПРИНТЕР'],
  ['ΕΚΤΥΠΩΤΗΣ', 'εκτυπωτης'],
  ['dos\u00a0palabras', 'palabra'],
  ['dos\u3000palabras', 'palabras'],
  ['zero\u200bwidth', 'zerowidth'],
  // Parts of what stands together.
  ['mail ana.garcia@example.com', 'example.com'],
  ['mail ana.garcia@example.com', 'garcia'],
  ['mail ana.garcia@example.com', 'ana.garcia@example.com'],
  ['https://portal.example.com/login?next=/home', 'login'],
  ['https://portal.example.com/login?next=/home', 'portal'],
  ['https://portal.example.com/login?next=/home', 'https://portal.example.com/login'],
  ['order 2024-0042', '2024-0042'],
  ['order 2024-0042', '0042'],
  ['at 192.168.1.10', '192.168.1'],
  ['at 192.168.1.10', '192.168.1.10'],
  ['keyboard/mouse', 'mouse'],
  ['keyboard/mouse', 'keyboard'],
  ['error E-4711', 'e-4711'],
  ['C:\\Users\\ana\\file.txt', 'file.txt'],
  ['fe80::1 is up', 'fe80::1'],
  ['node.js and c++', 'node'],
  ['snake_case_name', 'case'],
  ['my to-do list', 'to-do'],
  ['PC-7', 'pc'],
  // One folding.
  ['Die Straße ist zu', 'strasse'],
  ['STRASSE', 'straße'],
  ['Müller', 'mueller'],
  ['Mueller', 'Müller'],
  ['Mu\u0308ller', 'müller'],
  ['Müller', 'muller'],
  ['İstanbul', 'istanbul'],
  ['ISTANBUL', 'İstanbul'],
  ['ığdır', 'IGDIR'],
  ['ﬁle', 'file'],
  ['ＶＰＮ', 'vpn'],
  ['Café', 'cafe'],
  ['Cafe\u0301', 'CAFÉ'],
  ['Ærø', 'aero'],
  ['Łódź', 'lodz'],
  // Capitals.
  ['The IT department', 'IT'],
  ['ask the WHO', 'WHO'],
  // As before.
  ['certificates expired', 'certi*'],
  ['certificates expired', 'expire'],
  ['las sesiones', 'sesión'],
  ['portal.example.com', 'exam*'],
]
const notFound: typeof found = [
  ['it is broken', 'IT'],
  ['who is it', 'who'],
  ['queue of blue', 'qu'],
  ['keyboard/mouse', 'board'],
  ['192 168', '193.168'],
]

describe.each([
  ['the locale C of libc, which takes every sign for a letter', `locale_provider libc locale 'C'`],
  ['C.UTF-8', `locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'`],
  ['ICU', `locale_provider icu icu_locale 'es-ES' locale 'C'`],
  ['Turkish', `locale_provider icu icu_locale 'tr-TR' locale 'C'`],
])('words on a cluster of %s', (_, options) => {
  const name = `test_${randomBytes(6).toString('hex')}`
  let client: Client

  beforeAll(async () => {
    await asSuperuser(`create database ${name} template template0 encoding 'UTF8' ${options} owner taquilla`)
    const dataSource = await openDataSource({
      url: onDatabase(testCluster().url, name),
      pool: 1,
      entities: [],
      log: keptLog(),
    })
    await migrate({ dataSource, migrations, log: keptLog() })
    await dataSource.destroy()
    client = new Client({ connectionString: onDatabase(testCluster().superUrl, name) })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await asSuperuser(`drop database if exists ${name} with (force)`)
  })

  const misses = async (cases: typeof found, isFound: boolean) =>
    (
      await client.query<{ said: string; sought: string }>(
        `select said, sought, words_of(said)::text as words, query_of(sought)::text as query from unnest($1::text[], $2::text[]) c(said, sought) where (words_of(said) @@ query_of(sought)) <> $3`,
        [cases.map(([said]) => said), cases.map(([, sought]) => sought), isFound],
      )
    ).rows

  test('what was said is found by its words and their parts', async () => {
    expect(await misses(found, true)).toEqual([])
    expect(await misses(notFound, false)).toEqual([])
  })

  test('whatever is typed as it stands is found in it', async () => {
    const texts = fc.sample(
      fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\0')),
      400,
    )
    const { rows } = await client.query(
      `select said from unnest($1::text[]) said where numnode(query_of(said)) > 0 and not words_of(said) @@ query_of(said)`,
      [texts],
    )
    expect(rows).toEqual([])
  })

  test('it folds as the program does', async () => {
    const texts = [
      ...found.flat(),
      ...fc.sample(
        fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0')),
        300,
      ),
      ...Array.from({ length: 0x58f }, (_, code) => String.fromCodePoint(code + 1)),
    ]
    const { rows } = await client.query<{ text: string; folded: string }>(
      'select text, fold(text) as folded from unnest($1::text[]) text',
      [texts],
    )
    expect(
      rows
        .filter(({ text, folded }) => folded !== foldText(text))
        .map(({ text, folded }) => [text, folded, foldText(text)]),
    ).toEqual([])
  })
})
