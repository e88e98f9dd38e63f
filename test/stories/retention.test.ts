import { onOneDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const day = 86_400_000

describe('for how long a closed ticket keeps its words', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People
  onOneDesk((stage) => ({ network, desk, people } = stage))
  const tickets = async () =>
    desk.rows(`select number::int, subject, status, (select count(*)::int from entries e where e.ticket = number and e.text is not null) as words
      from tickets order by number`)
  const set = async (days?: string) =>
    wordsOfAnswer(await people.ada.invokes('retention', days === undefined ? {} : { days }))

  test('for ever, unless an admin says for how many days', async () => {
    expect(await set()).toContain('forever')
    expect(wordsOfAnswer(await people.sam.invokes('retention', { days: '1' }))).toContain('admin')
    expect(await set('0')).toContain('number')
    expect(await set('30')).toContain('30 days')
    expect(await set()).toContain('30 days')
  })

  test('then its words go, with its files and its last send; an open one keeps them, and so does a younger one', async () => {
    const file = network.addFile('f1', Buffer.from('the log'), 'log.txt')
    await people.ana.says('Old trouble', 'help', { files: [file] })
    await desk.settle()
    await people.bo.invokes('reply', { ticket: '1', text: 'It is mended' })
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await people.carlos.says('Trouble that stays')
    await desk.settle()
    await desk.later(8 * day)
    await people.ana.says('Younger trouble')
    await desk.settle()
    await people.bo.invokes('status', { ticket: '3', status: 'solved' })
    await desk.later(20 * day)
    expect((await tickets()).map(({ words }) => words)).toEqual([2, 1, 1])
    await desk.later(11 * day)
    expect(await tickets()).toEqual([
      { number: 1, subject: '(erased)', status: 'closed', words: 0 },
      { number: 2, subject: 'Trouble that stays', status: 'new', words: 1 },
      { number: 3, subject: 'Younger trouble', status: 'closed', words: 1 },
    ])
    expect(await desk.rows('select name from files')).toEqual([])
    expect(await desk.rows(`select key from outbox where content::text like '%It is mended%'`)).toEqual([])
    expect(await desk.rows(`select outcome from audit where operation = 'retention' and person is null`)).toEqual([
      { outcome: 'erased 1 tickets' },
    ])
    expect(desk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})
