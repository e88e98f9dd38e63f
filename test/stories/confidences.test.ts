import fc from 'fast-check'
import { cases } from '../support/cases'
import { mixedUp, stories, takenForOne } from '../support/confidences'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { playConfidences, type Stage } from '../support/play-confidences'
import { watchStatements } from '../support/statements'

jest.setTimeout(120_000)

const seed = Number(process.env['SEED'] ?? 4711)

/** Three customers on two networks, whatever becomes of their requests: nobody reads, exports, gets a file of or is sent what is another's. */
describe('what one customer says', () => {
  let stage: Stage
  let desk: TestDesk
  beforeAll(async () => {
    stage = await openStage()
    desk = stage.desk
  })
  afterAll(async () => desk.stop())

  test(`reaches no other, and is gone once they are erased; seed ${seed}`, async () => {
    await fc.assert(
      fc.asyncProperty(stories(12), async (story) => {
        expect(await playConfidences(stage, story)).toEqual([])
      }),
      { numRuns: cases(3), seed, endOnFailure: true, examples: [[mixedUp], [takenForOne]] },
    )
    expect(desk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('would be noticed if it did not (control)', async () => {
    // A desk of its own: statements that are prepared keep their text.
    const end = watchStatements((text) =>
      text.includes('coalesce(e.copy_of, e.id)')
        ? text.replaceAll('b.author = any(', 'true or b.author = any(')
        : undefined,
    )
    const leaky = await openStage()
    try {
      expect((await playConfidences(leaky, mixedUp)).join()).toMatch(/is shown zq/)
    } finally {
      end()
      await leaky.desk.stop()
    }
  })
})

const openStage = async (): Promise<Stage> => {
  const office = fakeNetwork('office')
  const mail = fakeNetwork('mail', { replies: false })
  const desk = await startDesk([office.platform, mail.platform], {
    env: { MASTER_KEY: Buffer.alloc(32, 7).toString('base64'), PUBLIC_URL: 'https://desk.example.com' },
  })
  const people = await openFor(office)
  await people.ada.invokes('place', { purpose: 'intake', place: mail.place('help') }, 'agents')
  await people.ada.invokes('queue', { queue: 'Support', take_back: '0', replies: 'by-default' })
  await people.ada.invokes('canned', {
    canned: 'soon',
    audience: 'everybody',
    text: 'Hello {customer}, about {subject}: soon.',
  })
  await desk.rows('update desks set rate_limit = null, open_limit = null')
  return { desk, office, mail, people }
}
