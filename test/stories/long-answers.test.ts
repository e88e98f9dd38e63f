import { plain, type Answer, type Button } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'

describe('a long story is told page by page', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
    for (const word of ['first', 'second', 'third', 'fourth']) await people.ana.says(`${word} ${'x'.repeat(7900)}`)
    await desk.settle()
  })
  afterAll(async () => desk.stop())

  const buttons = (answer: Answer): Button[] =>
    answer.kind !== 'private'
      ? []
      : (answer.content.card?.blocks ?? []).flatMap((block) =>
          block.kind === 'controls' ? block.controls.filter((control) => control.kind === 'button') : [],
        )

  test('the latest comes first, what is earlier is one press away, and nothing is told twice', async () => {
    let answer = await people.bo.invokes('show', { ticket: '1' })
    const seen: string[] = []
    for (let pages = 0; pages < 10; pages++) {
      const told = wordsOfAnswer(answer)
      // The card's own words stand on every page.
      seen.unshift(told)
      expect(told.length).toBeLessThan(16_000)
      const earlier = buttons(answer).find(({ label }) => label === 'Earlier')
      if (earlier === undefined) break
      answer = await people.bo.invokes(earlier.operation, earlier.input)
    }
    const words = seen.map((told) =>
      ['first', 'second', 'third', 'fourth'].filter((word) => told.includes(`> ${word} x`)),
    )
    expect(words.flat()).toEqual(['first', 'second', 'third', 'fourth'])
    expect(seen.length).toBeGreaterThan(1)
    const latest = buttons(answer).find(({ label }) => label === 'Latest')!
    expect(wordsOfAnswer(await people.bo.invokes(latest.operation, latest.input))).toContain('> fourth x')
  })

  test('a short one needs no pages', async () => {
    await people.carlos.says('no paper left')
    const answer = await people.carlos.invokes('show', { ticket: '2' })
    expect(buttons(answer).map(({ label }) => label)).not.toContain('Earlier')
    expect(answer.kind === 'private' && plain(answer.content.text)).toContain('no paper left')
  })
})
