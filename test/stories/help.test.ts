import { operations } from '../../src/slices'
import { commandGroups } from '../../src/core/command-groups'
import { wordsOf } from '../../src/core/words'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

type People = Awaited<ReturnType<typeof openFor>>
let network: FakeNetwork
let desk: TestDesk
let people: People
const help = async (who: keyof People, command?: string, locale = 'en') =>
  wordsOfAnswer(await people[who].invokes('help', command === undefined ? {} : { command }, 'agents', { locale }))

beforeAll(async () => {
  network = fakeNetwork('fake')
  desk = await startDesk([network.platform])
  people = await openFor(network)
})
afterAll(async () => desk.stop())

test('help alone tells in ten lines what one may want to do, and the rest is one press away', async () => {
  for (const [who, command] of [
    ['bo', 'ticket'],
    ['ada', 'ticket'],
    ['ada', 'desk'],
  ] as const)
    for (const locale of ['en', 'es']) {
      const answer = await people[who].invokes('help', { command }, 'agents', { locale })
      if (answer.kind !== 'private') throw new Error(answer.kind)
      const told = wordsOfAnswer(answer)
      expect(told.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(10)
      const mine = operations.filter(
        (one) => (one.command ?? 'ticket') === command && (who === 'ada' || one.by === 'agent'),
      )
      for (const { name } of mine) expect(told).toContain(name)
      const buttons = (answer.content.card?.blocks ?? []).flatMap((block) =>
        block.kind === 'controls' ? block.controls : [],
      )
      expect(buttons.length).toBe(commandGroups[command].length)
      for (const button of buttons) {
        if (button.kind !== 'button') throw new Error(button.kind)
        expect(wordsOfAnswer(await people[who].invokes('help', button.input, 'agents', { locale }))).toContain(
          button.label,
        )
      }
    }
})

test('help on one tells how it is typed, an example, who may, and its button', async () => {
  const merge = await help('bo', 'merge')
  for (const part of ['/ticket merge <ticket>', '/ticket merge 14 12', '!merge', 'agent']) expect(merge).toContain(part)
  expect(await help('bo', 'claim')).toContain('“Claim”')
  expect(await help('bo', 'new')).toContain('🎫')
  const macro = await help('ada', 'macro')
  for (const part of ['/desk macro <macro>', '/desk macro refund actions:"']) expect(macro).toContain(part)
  expect(await help('bo', wordsOf('es', 'operation.merge.title'), 'es')).toContain('/ticket merge 14 12')
})

test('help on what does not exist says so, and what was meant', async () => {
  expect(await help('bo', 'mrege')).toContain('merge')
  expect(await help('bo', 'place')).toContain('/ticket help')
})

test('a customer is told what customers can do, and nothing else', async () => {
  const told = await help('ana')
  for (const { name, by = '', command = 'ticket' } of operations)
    if (command === 'ticket') expect(told.includes(`/ticket ${name} `)).toBe(by === 'customer')
})

test('every operation has its place in the help, and an example unless it needs a message', () => {
  const grouped = Object.values(commandGroups).flatMap((groups) => groups.flatMap((group) => group.operations))
  expect([...grouped].sort()).toEqual(operations.map(({ name }) => name).sort())
})
