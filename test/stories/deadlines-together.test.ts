import { onOneDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const minute = 60_000
const hour = 60 * minute

describe('deadlines that come together', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People
  let last = 0

  onOneDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.bo.invokes('away', {}, 'agents', { locale: 'es' })
    await people.bo.invokes('back', {}, 'agents', { locale: 'es' })
    await people.ada.invokes('policy', { policy: 'standard', first_response: '-', resolution: '1h', warn: '10m' })
  })
  afterEach(async () => {
    for (let number = 1; number <= last; number++)
      await people.ada.invokes('status', { ticket: String(number), status: 'solved' })
    await desk.settle()
  })
  /** So many more tickets; answers their numbers. */
  const opens = async (count: number): Promise<number[]> => {
    const numbers = Array.from({ length: count }, (_, index) => last + index + 1)
    for (const number of numbers) await network.person(`customer${number}`).says(`question ${number}`)
    last += count
    await desk.settle()
    return numbers
  }
  const claims = async (numbers: readonly number[]) => {
    for (const number of numbers) await people.bo.invokes('claim', { ticket: String(number) })
    await desk.settle()
  }
  /** Texts there that were not there before. */
  const news = (place: string) => {
    const before = network.texts(place).length
    return () => network.texts(place).slice(before)
  }

  test('of tickets that nobody has, the queue and the supervisors hear once, the most urgent first', async () => {
    const numbers = await opens(12)
    const urgent = numbers[11]!
    await people.ada.invokes('priority', { ticket: String(urgent), priority: 'high' })
    const [agents, supervisors] = [news('agents'), news('supervisors')]
    await desk.later(51 * minute)
    expect(agents()).toHaveLength(1)
    expect(agents()[0]).toMatch(
      /^⚠️ 12 tickets are close to a deadline\n• #12 · question 12 — resolution, [^]*and 2 more$/,
    )
    await desk.later(10 * minute)
    expect(agents()).toHaveLength(2)
    expect(agents()[1]).toMatch(/^🔴 12 tickets are overdue\n• #12 · question 12 — resolution, unassigned/)
    expect(supervisors()).toHaveLength(1)
    expect(supervisors()[0]!.split('\n')).toHaveLength(12)
    const post = network.visible('supervisors').at(-1)!
    expect(post.content.mentions?.map(({ id }) => id)).toEqual(['sam'])
    expect(JSON.stringify(post.content.card)).toContain('"value":"1"')
    expect(JSON.stringify(network.card(urgent)!.content)).toContain('was due')
    await desk.later(24 * hour)
    expect([...agents(), ...supervisors()]).toHaveLength(3)
  })

  test('their assignee reads of all of them in one message, in the assignee’s language, and is not called in each thread', async () => {
    const numbers = await opens(5)
    await claims(numbers)
    const alone = news('dm.bo')
    await desk.later(51 * minute)
    await desk.later(10 * minute)
    const [warning, breach, ...more] = alone()
    expect(more).toEqual([])
    expect(warning).toContain('Se acercan los plazos de 5 tickets')
    expect(breach).toMatch(/^🔴 5 tickets están vencidos\n• #13 · question 13 — resolución, /)
    for (const number of numbers) {
      const thread = network.visible(network.thread(network.card(number)!))
      const told = thread.filter(({ content }) => JSON.stringify(content.text).includes('deadline was missed'))
      expect(told).toHaveLength(1)
      expect(told[0]!.content.mentions).toEqual([])
    }
  })

  test('up to three are told one by one, each with its own button', async () => {
    const numbers = await opens(3)
    const supervisors = news('supervisors')
    await desk.later(61 * minute)
    expect(supervisors()).toHaveLength(3)
    for (const number of numbers) expect(supervisors().filter((text) => text.includes(`#${number} ·`))).toHaveLength(1)
  })

  test('who wants them gathered, or is quiet, reads of them then; who wants none, of none', async () => {
    await people.bo.invokes('attention', { notice: 'breach', how: 'digest' })
    await people.sam.invokes('attention', { notice: 'breach', how: 'off' })
    const numbers = await opens(4)
    await claims(numbers)
    const [bo, sam, supervisors] = [news('dm.bo'), news('dm.sam'), news('supervisors')]
    await desk.later(51 * minute)
    await desk.later(10 * minute)
    expect(bo()).toEqual([])
    expect(supervisors()).toHaveLength(1)
    expect(network.visible('supervisors').at(-1)!.content.mentions).toEqual([])
    await desk.later(24 * hour)
    expect(bo()).toHaveLength(1)
    expect(bo()[0]).toMatch(/plazos de 4 tickets[^]*4 tickets están vencidos/)
    expect(sam()).toEqual([])
    await people.bo.invokes('attention', { notice: 'all', how: 'at-once' })
    await people.sam.invokes('attention', { notice: 'all', how: 'at-once' })
  })

  test('one of them that somebody takes on goes up no further, the others do', async () => {
    await people.ada.invokes('policy', { policy: 'standard', steps: '0m supervisors; 30m supervisors' })
    const numbers = await opens(5)
    const supervisors = news('supervisors')
    await desk.later(61 * minute)
    expect(wordsOfAnswer(await people.kim.invokes('acknowledge', { ticket: String(numbers[0]) }))).toContain(
      'You’re on #',
    )
    await desk.later(31 * minute)
    expect(supervisors()).toHaveLength(2)
    expect(supervisors()[1]).toContain('4 tickets are overdue')
    expect(supervisors()[1]).not.toContain(`#${numbers[0]} `)
  })

  test('what was pending together comes back in one message', async () => {
    const numbers = await opens(4)
    for (const number of numbers)
      await people.bo.invokes('status', { ticket: String(number), status: 'pending', until: '30m' })
    await desk.settle()
    const agents = news('agents')
    await desk.later(31 * minute)
    expect(agents()).toHaveLength(1)
    expect(agents()[0]).toContain('4 pending tickets are open again')
  })
})
