import { Client } from 'pg'
import type { Answer, Control } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'

const controlsOf = (answer: Answer): Control[] =>
  answer.kind === 'private'
    ? (answer.content.card?.blocks ?? []).flatMap((block) => (block.kind === 'controls' ? block.controls : []))
    : []
const buttonOf = (answer: Answer, label: string) => {
  const found = controlsOf(answer).find((control) => control.label === label)
  if (found?.kind !== 'button') throw new Error(`no button ${label}`)
  return found
}
const numbersIn = (answer: Answer): number[] =>
  [...wordsOfAnswer(answer).matchAll(/#(\d+) ·/g)].map(([, number]) => Number(number))

describe('searching tickets', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
    await people.ana.says('La impresora de la planta 2 está rota')
    await people.carlos.says('My VPN certificates expired yesterday, error E-4711')
    await network.person('dora').says('La sesión no abre: contraseña caducada')
    await people.bo.invokes('claim', { ticket: '2' })
    await people.bo.invokes('tag', { ticket: '2', tags: 'facturación' })
    await people.bo.invokes('note', { ticket: '1', text: 'The toner cartridge was ordered' })
    await people.bo.invokes('status', { ticket: '3', status: 'solved' })
    await desk.settle()
  })
  afterAll(async () => desk.stop())
  const search = async (query: string) => people.bo.invokes('search', { query })

  test.each([
    ['impresoras', [1]],
    ['IMPRESORA esta rota', [1]],
    ['printer', []],
    ['certificate', [2]],
    ['expire vpn', [2]],
    ['vpn impresora', []],
    ['contrasena', [3]],
    ['sesion', [3]],
    ['sesiones', [3]],
    ['e-4711', [2]],
    ['toner', [1]],
    ['impresora cartridges', [1]],
    ['certi*', [2]],
    ['-vpn', [3, 1]],
    ['la -vpn', [3, 1]],
    ['tag:facturacion', [2]],
    ['certificate tag:facturación from:carlos', [2]],
    ['certificate from:ana', []],
    ['contraseña status:solved', [3]],
    ['contraseña status:open', []],
    ['subject:impresora', [1]],
    ['subject:toner', []],
    ['owner:bo expired', [2]],
    ['-owner:bo', [3, 1]],
  ])('%s finds %j', async (query, numbers) => {
    expect(numbersIn(await search(query))).toEqual(numbers)
  })

  test.each([
    ['“impresora”', [1]],
    ['¿impresora?', [1]],
    ['impresora…', [1]],
    ['Error: expired', [2]],
    ['error: E-4711', [2]],
    ['re: certificates', []],
    ['expired, error', [2]],
    ['https://portal.example.com/login?x=y:z', []],
    ['C:\\Users\\ana', []],
    ['fe80::1', []],
    ['/var/log/', []],
    ['status:abierto', [2]],
    ['status:"en espera"', []],
    ['status:"on hold"', []],
    ['status:On-Hold', []],
    ['prioridad:normal estado:resuelto', [3]],
    ['priority:alta', []],
    ['vpn responsable:bo', [2]],
    ['owner:nadie status:nuevo', [1]],
    ['vpn sort:"más antiguos"', [2]],
  ])('%s is words, or a name that the desk shows: it finds %j', async (query, numbers) => {
    expect(numbersIn(await search(query))).toEqual(numbers)
  })

  test('what may have been meant as a filter is looked for as words, and told', async () => {
    const answer = wordsOfAnswer(await search('staus:open vpn'))
    expect(answer).toContain('status:open')
    expect(wordsOfAnswer(await search('vpn'))).not.toContain('As a filter')
    expect(wordsOfAnswer(await search('prority:high'))).toContain('priority:high')
    expect(wordsOfAnswer(await search('https://x.example/'))).not.toContain('As a filter')
  })

  test.each(['who', 'IT', 'it', 'dónde', 'the', 'la', '-who', 'subject:the', '???', '“”', '*', 'who it'])(
    'of %s nobody gets a list of all tickets',
    async (query) => {
      const answer = await search(query)
      expect(numbersIn(answer)).toEqual([])
      if (query !== 'IT') expect(wordsOfAnswer(answer) + JSON.stringify(answer)).toContain('too common')
    },
  )

  test('what was found stands out, with the words around it', async () => {
    const answer = await search('impresora toner')
    const bold = JSON.stringify(answer).match(/"text":"[^"]*","bold":true/g)
    expect(bold).toEqual(expect.arrayContaining(['"text":"impresora","bold":true', '"text":"toner","bold":true']))
    expect(wordsOfAnswer(answer)).toMatch(/The toner cartridge was ordered/)
  })

  test('words that were edited in, said later or moved are found, and erased ones are not', async () => {
    await people.ana.says('También falla el escáner')
    expect(numbersIn(await search('escaner'))).toEqual([1])
    const client = new Client({ connectionString: desk.database.superUrl })
    await client.connect()
    await client.query(`update entries set text = '[]' where kind = 'note'`)
    await client.query(`update tickets set subject = 'Toner for floor 2' where number = 3`)
    await client.end()
    expect(numbersIn(await search('toner'))).toEqual([3])
  })

  test('a customer is offered no ticket of others by its number', async () => {
    const offered = async (person: string, typed: string) =>
      desk.program.desk.ask({
        kind: 'choices',
        operation: 'show',
        field: 'ticket',
        typed,
        input: {},
        from: network.user(person),
        workspace: { platform: 'chat', kind: 'workspace', id: 'main' },
      })
    expect(await offered('ana', '2')).toMatchObject([{ value: '1' }])
    expect(await offered('carlos', '2')).toMatchObject([{ value: '2' }])
    expect(await offered('bo', '#2')).toContainEqual(expect.objectContaining({ value: '2' }))
  })

  test('a customer searches nothing', async () => {
    expect(wordsOfAnswer(await people.ana.invokes('search', { query: 'vpn' }))).toContain('agent')
  })

  test('pages go on by buttons, forth and back, and lead into a ticket', async () => {
    const eva = network.person('eva')
    for (let n = 1; n <= 23; n++) await eva.invokes('new', { text: `Projector ${n} flickers` }, 'help')
    const first = await search('projectors')
    expect(wordsOfAnswer(first)).toContain('10 of 23')
    const press = async (answer: Answer, label: string) => {
      const { operation, input } = buttonOf(answer, label)
      return people.bo.invokes(operation, input)
    }
    const second = await press(first, 'Next')
    const third = await press(second, 'Next')
    expect([...numbersIn(first), ...numbersIn(second), ...numbersIn(third)]).toEqual(
      Array.from({ length: 23 }, (_, index) => 26 - index),
    )
    expect(controlsOf(third).map(({ label }) => label)).toEqual(['Previous', 'Open a ticket…'])
    expect(numbersIn(await press(third, 'Previous'))).toEqual(numbersIn(second))
    expect(numbersIn(await press(await press(third, 'Previous'), 'Previous'))).toEqual(numbersIn(first))
    const select = controlsOf(first).find(({ kind }) => kind === 'select')
    expect(select).toMatchObject({ operation: 'show', field: 'ticket' })
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '26' }))).toContain('Projector 23')
  })
})

describe('parts of what stands together', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    await desk.rows('update desks set rate_limit = null, open_limit = null')
    people = await openFor(network)
    const say = async (text: string) => people.ana.invokes('new', { text }, 'help')
    for (let n = 1; n <= 12; n++) await say(`Host 192.168.1.${n} does not answer`)
    for (let n = 1; n <= 12; n++) await say(`We have 192 screens, ${n} mice, 168 boards and 1 desk`)
    await say('Write to ana.garcia@example.com, see https://portal.example.com/login?next=/home')
    await say('Ask the IT department about it')
    await desk.settle()
  })
  afterAll(async () => desk.stop())
  const search = async (query: string, more: object = {}) => people.bo.invokes('search', { query, ...more })
  const pagesOf = async (query: string) => {
    const pages = [await search(query)]
    for (;;) {
      const next = controlsOf(pages.at(-1)!).find(({ label }) => label === 'Next')
      if (next?.kind !== 'button') return pages
      pages.push(await people.bo.invokes(next.operation, next.input))
    }
  }

  test.each([
    ['example.com'],
    ['garcia'],
    ['login'],
    ['portal'],
    ['ana.garcia@example.com'],
    ['portal.example.com/login'],
  ])('%s is found', async (query) => {
    expect(numbersIn(await search(query))).toEqual([25])
  })

  test('what stands there as it was typed comes first, the newest of it, and then what has its parts', async () => {
    const pages = await pagesOf('192.168.1')
    const whole = Array.from({ length: 12 }, (_, index) => 12 - index)
    const parts = whole.map((number) => number + 12)
    expect(pages.flatMap(numbersIn)).toEqual([...whole, ...parts])
    expect(wordsOfAnswer(pages[0]!)).toContain('of 24')
    // And the way back.
    const back = [pages.at(-1)!]
    for (;;) {
      const previous = controlsOf(back[0]!).find(({ label }) => label === 'Previous')
      if (previous?.kind !== 'button') break
      back.unshift(await people.bo.invokes(previous.operation, previous.input))
    }
    expect(back.flatMap(numbersIn)).toEqual([...whole, ...parts])
    expect((await pagesOf('192.168.1 sort:oldest')).flatMap(numbersIn)).toEqual([
      ...whole.toReversed(),
      ...parts.toReversed(),
    ])
  })

  test('a tag is one however it is typed, and shown as it was first written', async () => {
    const tag = async (ticket: number, tags: string) =>
      wordsOfAnswer(await people.bo.invokes('tag', { ticket: String(ticket), tags }))
    expect(await tag(1, 'Facturación')).toContain('#facturación')
    expect(await tag(1, 'facturacion')).toContain('already')
    expect(await tag(2, 'FACTURACIO\u0301N c++ 🔥 👩‍💻 straße 50% #c# İstanbul')).toContain('#facturación')
    expect(await tag(3, 'strasse ISTANBUL ❤')).toMatch(/#i.*#straße|#straße.*#i/)
    expect(await tag(4, '❤️')).toContain('❤')
    const found = async (query: string) => numbersIn(await search(query))
    expect(await found('tag:facturacion')).toEqual([2, 1])
    expect(await found('tag:Facturación')).toEqual([2, 1])
    expect(await found('tag:c++')).toEqual([2])
    expect(await found('tag:c#')).toEqual([2])
    expect(await found('etiqueta:🔥')).toEqual([2])
    expect(await found('tag:👩‍💻')).toEqual([2])
    expect(await found('tag:strasse')).toEqual([3, 2])
    expect(await found('tag:"Straße"')).toEqual([3, 2])
    expect(await found('tag:istanbul')).toEqual([3, 2])
    expect(await found('tag:❤️')).toEqual([4, 3])
    expect(wordsOfAnswer(await people.bo.invokes('untag', { ticket: '1', tags: 'FACTURACION' }))).toContain(
      '#facturación',
    )
    expect(await found('tag:facturacion')).toEqual([2])
    for (const wrong of ['\u200b', '"', 'x'.repeat(41)])
      expect(JSON.stringify(await people.bo.invokes('tag', { ticket: '1', tags: wrong }))).toContain('"invalid"')
  })

  test('IT in capitals is found where it was written so', async () => {
    expect(numbersIn(await search('IT'))).toEqual([26])
    expect(numbersIn(await search('IT department'))).toEqual([26])
    await people.bo.invokes('tag', { ticket: '25', tags: 'it' })
    expect(JSON.stringify(await search('it'))).toContain('tag:it')
  })
})

describe('the card of a new ticket', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
  })
  afterAll(async () => desk.stop())
  const cardText = (number: number) => JSON.stringify(network.card(number)!.content.card)

  test('leads to solved tickets that tell of the same, until somebody has answered', async () => {
    await people.ana.says('VPN certificates expired on my laptop')
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await people.carlos.says('Laptop without sound')
    await network.person('dora').says('The certificate of the VPN has expired')
    await desk.settle()
    expect(cardText(3)).toContain('Similar solved tickets:')
    expect(network.buttonsOf(network.card(3)!).map(({ label }) => label)).toContain(
      '#1 VPN certificates expired on my laptop',
    )
    expect(cardText(2)).not.toContain('Similar solved tickets:')
    await people.bo.invokes('reply', { ticket: '3', text: 'We renew it' })
    await desk.later(11_000)
    expect(cardText(3)).not.toContain('Similar solved tickets:')
  })

  test('tells its place in the queue', async () => {
    expect(cardText(2)).toContain('position 1')
    await network.person('eva').says('The projector flickers')
    await desk.settle()
    expect(cardText(4)).toContain('position 2')
    await people.bo.invokes('priority', { ticket: '4', priority: 'urgent' })
    await desk.settle()
    expect(cardText(4)).toContain('position 1')
    await people.bo.invokes('claim', { ticket: '4' })
    await desk.settle()
    expect(cardText(4)).not.toContain('place')
  })
})

describe('the role that searches', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  const other = '00000000-0000-7000-8000-00000000000f'

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    const people = await openFor(network)
    await people.ana.says('The secret word is xylophone')
    await desk.rows(`insert into desks (desk, name, created_at) values ($1, 'Other', now())`, [other])
    await desk.rows(`insert into people (desk, id, name, created_at) values ($1, $1, 'Eve', now())`, [other])
    await desk.rows(`insert into queues (desk, id, name) values ($1, $1, 'Support')`, [other])
    await desk.rows(
      `insert into tickets (desk, number, subject, status, queue, requester, created_at, updated_at)
       select $1, n, 'Other words', 'new', $1, $1, now(), now() from generate_series(1, 40000) n`,
      [other],
    )
    await desk.rows(
      `insert into ticket_words (desk, ticket, part, words)
       select $1, n, 0, words_of('often ' || case when n % 20000 = 7 then 'walrus' else '' end) || array_to_tsvector(array[shelf_of($1, n)])
       from generate_series(1, 40000) n`,
      [other],
    )
    await desk.rows('vacuum analyze ticket_words')
  })
  afterAll(async () => desk.stop())

  const asProgram = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: desk.database.url })
    await client.connect()
    try {
      await client.query('begin')
      await client.query(`select set_config('app.desk', $1, true)`, [other])
      return await work(client)
    } finally {
      await client.end()
    }
  }

  test('finds nothing of another desk by the search of the program', async () => {
    const store = desk.program.store
    const found = await store.read(other, async (unit) => {
      const tx = await desk.program.desk.open(unit)
      return tx.pages.page(
        { filter: [{ field: 'words', test: { kind: 'contains', text: 'xylophone' }, isNegated: false }] },
        { person: other, size: 10 },
      )
    })
    expect(found.tickets).toEqual([])
  })

  test('finds rare words on the last shelf and common ones on the first, page by page', async () => {
    const find = async (text: string, cursor?: string) =>
      desk.program.store.read(other, async (unit) => {
        const tx = await desk.program.desk.open(unit)
        return tx.pages.page(
          { filter: [{ field: 'words', test: { kind: 'contains', text }, isNegated: false }] },
          { person: other, size: 3, ...(cursor === undefined ? {} : { cursor }) },
        )
      })
    const numbers = ({ tickets }: { tickets: readonly { number: number }[] }) => tickets.map(({ number }) => number)
    expect(numbers(await find('walrus'))).toEqual([20007, 7])
    expect(numbers(await find('nowhere'))).toEqual([])
    const first = await find('often')
    expect(numbers(first)).toEqual([40000, 39999, 39998])
    expect(numbers(await find('often', first.next))).toEqual([39997, 39996, 39995])
  })

  test('gives the program nothing as long as it is not asked to be it, and shows it only words then', async () => {
    const words = `select count(*)::int as count from ticket_words where words @@ query_of('xylophone')`
    const counts = await asProgram(async (client) => {
      const before = (await client.query<{ count: number }>(words)).rows[0]!.count
      await client.query('set local role taquilla_finder')
      const inside = (await client.query<{ count: number }>(words)).rows[0]!.count
      const tickets = await client.query<{ subject: string }>('select distinct subject from tickets')
      const entries = await client.query('select from entries')
      await client.query('set local role none')
      const after = (await client.query<{ count: number }>(words)).rows[0]!.count
      return { before, inside, tickets: tickets.rows, entries: entries.rowCount, after }
    })
    expect(counts).toEqual({ before: 0, inside: 1, tickets: [{ subject: 'Other words' }], entries: 0, after: 0 })
  })

  test('may read and not write, log in by nobody, and inherits to nobody', async () => {
    await asProgram(async (client) => {
      await client.query('set local role taquilla_finder')
      await expect(client.query('delete from ticket_words')).rejects.toThrow('permission denied')
    })
    const [role] = await desk.rows(
      `select rolcanlogin, rolsuper, rolbypassrls, pg_has_role('taquilla', 'taquilla_finder', 'USAGE') as inherited from pg_roles where rolname = 'taquilla_finder'`,
    )
    expect(role).toEqual({ rolcanlogin: false, rolsuper: false, rolbypassrls: false, inherited: false })
  })

  test('uses the text index, which row-level security would forbid', async () => {
    const plans = await asProgram(async (client) => {
      const sql = `explain select ticket from ticket_words where desk = '${other}' and words @@ query_of('xylophone')`
      const planOf = async () =>
        (await client.query<{ 'QUERY PLAN': string }>(sql)).rows.map((row) => row['QUERY PLAN']).join('\n')
      const held = await planOf()
      await client.query('set local role taquilla_finder')
      return { held, free: await planOf() }
    })
    expect(plans.held).not.toContain('ticket_words_words')
    // Not a table to be scanned, nor one desk's part of it.
    expect(plans.free).toContain('Bitmap Index Scan on ticket_words_words')
  })
})
