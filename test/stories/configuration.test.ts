import type { Answer, Button, Input } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

jest.setTimeout(60_000)

let desk: TestDesk
let network: FakeNetwork
let crew: Awaited<ReturnType<typeof openFor>>
beforeEach(async () => {
  network = fakeNetwork('chat')
  desk = await startDesk([network.platform])
  crew = await openFor(network)
})
afterEach(async () => desk.stop())

const confirmOf = (answer: Answer): Button => {
  const blocks = answer.kind === 'private' ? (answer.content.card?.blocks ?? []) : []
  const [control] = blocks.flatMap((block) => (block.kind === 'controls' ? block.controls : []))
  return control as Button
}
const exported = async () => {
  await crew.ada.invokes('config', { do: 'export' })
  await desk.settle()
  const [file] = network.visible('dm.ada').at(-1)!.content.files!
  const [{ text } = { text: '' }] = await desk.rows<{ text: string }>(
    `select convert_from(bytes, 'UTF8') as text from documents where id = $1`,
    [file!.id.split('/')[1]],
  )
  return text
}
const imports = async (text: string) =>
  crew.ada.invokes('config', { do: 'import', file: network.addFile(`f${Math.random()}`, Buffer.from(text)) })
const confirms = async (answer: Answer) => {
  const { operation, input } = confirmOf(answer)
  return crew.ada.invokes(operation, input)
}

test('ada takes the configuration along as a file, which goes back in without a change', async () => {
  const text = await exported()
  expect(text).toContain('name: Help desk')
  expect(text).toContain('place: help')
  expect(text).toContain('on: [chat/bo]')
  expect(wordsOfAnswer(await imports(text))).toContain('No changes')
})

const wanted = `
calendars:
  - name: Office
    week: mon-fri 9-14,16-19
    zone: Europe/Madrid
    country: es-md
    days: [2026-12-24, 2026-12-31 9-12]
queues:
  - name: Support
    take-back: 30s
    routing: round-robin
    members: [kim, Bo]
  - name: Billing
fields:
  - { name: category, kind: choice, label: Category, label_es: Categoría, choices: [Hardware/Equipos, Red] }
  - { name: seats, kind: number, label: Seats, label_es: Puestos, needed: solve }
statuses:
  - { name: vendor, base: on-hold, label: With vendor, label_es: Con el proveedor }
policies:
  - name: vip
    filter: tag:vip queue:billing
    calendar: office
    first-response: 30m
    resolution: { urgent: 4h, high: 1d }
    warn: [75%, 10m]
    steps: [0m raise, 15m tell Kim]
  - name: standard
    first-response: 1h
macros:
  - name: thanks
    do: ['reply Thank you, {customer}', status solved]
rules:
  - name: invoices
    on: created
    filter: subject:invoice
    do: [queue Billing, tag billing; priority high]
`

test('changes are shown in words, made at the press of the button, and hold', async () => {
  const answer = await imports(wanted)
  const told = wordsOfAnswer(answer)
  expect(told).toContain('+ queues: Billing')
  expect(told).toContain('~ queues: Support: take-back 10s → 30s; routing manual → round-robin; members — → bo, kim')
  expect(told).toContain('+ calendars: Office (week mon-fri 09:00-14:00,16:00-19:00; zone Europe/Madrid')
  expect(told).toContain('order of policies: vip, standard')
  expect(told).not.toContain('people')
  expect(await desk.rows(`select name from queues where name = 'Billing'`)).toEqual([])

  expect(wordsOfAnswer(await confirms(answer))).toContain('changes applied')
  const ticket = await crew.ana.says('My invoice is wrong')
  await desk.settle()
  expect(ticket).toBeDefined()
  expect(await desk.rows('select q.name, t.priority from tickets t join queues q on q.id = t.queue')).toEqual([
    { name: 'Billing', priority: 'high' },
  ])
  const text = await exported()
  expect(wordsOfAnswer(await imports(text))).toContain('No changes')
  expect(text).toContain('do: [queue Billing, tag billing, priority high]')
  // Pressed again, as impatient people do.
  expect(wordsOfAnswer(await confirms(answer))).toContain('No changes')
})

test('a desk that changed meanwhile shows the changes anew, and makes them at the second press', async () => {
  const first = await imports(wanted)
  await crew.ada.invokes('queue', { queue: 'Support', take_back: '1m' })
  const anew = await confirms(first)
  expect(wordsOfAnswer(anew)).toContain('changed in the meantime')
  expect(wordsOfAnswer(anew)).toContain('take-back 1m → 30s')
  expect(wordsOfAnswer(await confirms(anew))).toContain('applied')
})

test('every fault is told at once, with its line, what is wrong and what is possible; nothing is changed', async () => {
  const told = wordsOfAnswer(
    await imports(`
queues:
  - name: Support
    routing: random
    takeback: 10s
  - name: support
policies:
  - name: a
    calendar: Nowhere
    first-response: soon
  - filter: priority:hihg
rules:
  - name: r
    on: created
    do: [dance, 'reply {costumer}']
colours: []
`),
  )
  expect(told).toContain('line 4, column 14: queues[1].routing: allowed: manual, round-robin, least-loaded')
  expect(told).toContain('line 5, column 5: queues[1].takeback: “takeback” isn’t a known key; use: name, take-back')
  expect(told).toContain('line 10, column 21: policies[1].first-response: “soon” isn’t a length of time')
  expect(told).toContain('line 11, column 5: policies[2].name: “name” is missing')
  expect(told).toContain(
    'line 11, column 13: policies[2].filter: “priority:hihg” can’t be used as a filter. Use: low, normal',
  )
  expect(told).toContain('line 15, column 10: rules[1].do[1]: “dance” isn’t an action')
  expect(told).toContain('{costumer}')
  expect(told).toContain('line 16, column 1: colours: “colours” isn’t a known key; use: desk, calendars, people')
  expect(await desk.rows('select name from policies')).toEqual([{ name: 'standard' }])
})

test('names that nothing answers to, and what is still in use, are refused with the reason', async () => {
  await crew.ana.says('Help!')
  await desk.settle()
  const loose = wordsOfAnswer(
    await imports('policies:\n  - name: a\n    calendar: Office\n    first-response: 1h\n    steps: [1h tell Zoe]\n'),
  )
  const colour = wordsOfAnswer(
    await imports('rules:\n  - name: r\n    on: created\n    filter: colour:red due<2d\n    do: [set size=3]\n'),
  )
  expect(colour).toContain('rules[1].filter: there is no “colour” in fields; there are:')
  expect(colour).toContain('rules[1].do[1]: there is no “size” in fields')
  expect(colour).not.toContain('no “due”')
  expect(loose).toContain('line 3, column 15: policies[1].calendar: there is no “Office” in calendars')
  expect(loose).toContain(
    'line 5, column 13: policies[1].steps[1]: there is no “Zoe” in people; there are: Ada, bo, kim, sam',
  )
  const used = wordsOfAnswer(await imports('queues:\n  - name: Billing\n'))
  expect(used).toContain(
    'line 1, column 1: queues: “Support” can’t be removed from queues: places: chat/agents uses it',
  )
  expect(used).toContain('the queue Support can’t be removed: it has tickets')
  expect(wordsOfAnswer(await imports('people:\n  - name: Bo\n    on: [chat/bo]\n    role: agent\n'))).toContain(
    'at least one admin is required',
  )
})

test('what is in a section of the file and not on the desk goes; sections that are left out stay', async () => {
  await confirms(await imports(wanted))
  const answer = await imports('rules: []\nmacros:\n  - name: bye\n    do: [close]\n')
  expect(wordsOfAnswer(answer)).toContain('− rules: invoices')
  expect(wordsOfAnswer(answer)).toContain('− macros: thanks')
  await confirms(answer)
  const text = await exported()
  expect(text).toContain('rules: []')
  expect(text).toContain('- name: vip')
})

test('what is no configuration at all is refused, too', async () => {
  const files = [
    ['queues: [', 'line 1'],
    ['queues: &a [*a]', 'Anchors'],
    ['- 1', 'entries like'],
    ['queues: 3', 'a list is expected'],
    ['queues:\n  - name: 12', 'put it in quotes'],
    ['__proto__:\n  x: 1', '__proto__'],
    ['queues: []', 'at least one queue is required'],
    ['a: 1\na: 2', 'line 2'],
  ] as const
  for (const [text, expected] of files) expect(wordsOfAnswer(await imports(text))).toContain(expected)
})

test('pasted text does as well, in a code block too; without either a button opens the form', async () => {
  const pasted = await crew.ada.invokes('config', {
    do: 'import',
    text: '```yaml\nqueues:\n  - name: Support\n    silent: 2h\n```',
  })
  expect(wordsOfAnswer(pasted)).toContain('silent — → 2h')
  const button = confirmOf(await crew.ada.invokes('config', { do: 'import' }))
  expect(button).toMatchObject({ operation: 'config', input: { do: 'import' }, opensForm: true })
  const form = await network.ask({
    kind: 'form',
    operation: button.operation,
    input: button.input,
    from: crew.ada.user,
  })
  expect(form.kind === 'form' && form.form.fields.map(({ kind }) => kind)).toEqual(['file', 'text'])
})

test('nobody but an admin gets or brings in a configuration, or has a file fetched for it', async () => {
  const file = network.addFile('mine', Buffer.from(wanted))
  for (const person of [crew.sam, crew.bo, crew.ana])
    for (const input of [{ do: 'export' }, { do: 'import', file }] as Input[])
      expect(wordsOfAnswer(await person.invokes('config', input))).toContain('admin')
  expect(network.calls.filter(({ what }) => what === 'file')).toEqual([])
  const plan = confirmOf(await imports(wanted)).input
  expect(wordsOfAnswer(await crew.sam.invokes('config', plan))).toContain('admin')
  expect(await desk.rows(`select 1 from queues where name = 'Billing'`)).toEqual([])
})

test('a file that cannot be had, or is no text, is refused in words', async () => {
  const gone = { platform: 'chat', kind: 'file', id: 'gone', name: 'desk.yaml', size: 3, type: 'text/yaml' } as const
  expect(wordsOfAnswer(await crew.ada.invokes('config', { do: 'import', file: gone }))).toContain(
    'couldn’t be downloaded',
  )
  const picture = network.addFile('png', Buffer.from([0x89, 0x50, 0xff, 0xfe]))
  expect(wordsOfAnswer(await crew.ada.invokes('config', { do: 'import', file: picture }))).toContain('UTF-8')
})

test('changes that were shown days ago are imported again first', async () => {
  const answer = await imports(wanted)
  await desk.rows(`delete from documents`)
  expect(wordsOfAnswer(await confirms(answer))).toContain('preview has expired')
})
