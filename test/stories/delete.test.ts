import { plain } from '../../src/platform'
import { onOneDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const canary = 'xylophone'

describe('a ticket that an admin deletes', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People
  onOneDesk((stage) => ({ network, desk, people } = stage))
  let thread: string
  const ask = async (operation: string, input: Record<string, string>, who = people.ada) =>
    wordsOfAnswer(await who.invokes(operation, input))

  /** Every table, as text. */
  const dump = async () => {
    const tables = await desk.rows<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    )
    const all = await Promise.all(
      tables.map(async ({ name }) =>
        (await desk.rows<{ row: string }>(`select t::text as row from "${name}" t`)).map(
          ({ row }) => `${name}: ${row}`,
        ),
      ),
    )
    return all.flat()
  }

  test('is gone from every table and every post of the desk; the rooms are told, the number is not given again', async () => {
    network.files.set('f1', Buffer.from(canary))
    const said = await people.ana.says(`My ${canary} is broken`, 'help', {
      files: [network.addFile('f1', Buffer.from(`bytes of the ${canary}`), `${canary}.txt`)],
    })
    await desk.settle()
    const card = network.card(1)!
    thread = network.thread(card)
    await people.bo.says(`a note about the ${canary}`, network.thread(card))
    await ask('edit', { ticket: '1', subject: `The ${canary}`, fields: `due=2d` }, people.bo)
    await ask('reply', { ticket: '1', text: `Which ${canary}?` }, people.bo)
    await ask('remind', { ticket: '1', span: '2h', about: canary }, people.bo)
    await ask('show', { ticket: '1' }, people.bo)
    await people.carlos.says('Something else')
    await desk.later(11_000)
    expect((await dump()).some((row) => row.includes(canary))).toBe(true)

    expect(await ask('delete', { ticket: '1', again: '1' }, people.sam)).toContain('admin')
    expect(await ask('delete', { ticket: '1', again: '2' })).toContain('type its number again')
    expect(await ask('delete', { ticket: '1', again: '1' })).toContain('Deleted #1')
    await desk.settle()
    expect((await dump()).filter((row) => row.includes(canary))).toEqual([])

    const posts = [...network.posts.values()].filter(({ isDeleted, by }) => !isDeleted && by !== 'ana' && by !== 'bo')
    expect(
      posts.filter(({ content }) => plain(content.text).includes(canary) || content.card?.title.includes(canary)),
    ).toEqual([])
    expect(plain(card.content.text)).toBe('🗑️ #1 was deleted.')
    expect(network.texts(network.thread(said)).join()).toContain('We deleted our copy of #1')
    expect(network.texts(network.thread(card)).join()).toContain('Ada deleted #1')
  })

  test('nothing answers to it any more, and words in its rooms open nothing', async () => {
    expect(await ask('show', { ticket: '1' }, people.bo)).toContain('There’s no ticket #1')
    await people.bo.says('still there?', thread)
    await people.carlos.says('And one more', 'help', { isTopic: true })
    await desk.later(3 * 86_400_000)
    expect(
      (await desk.rows<{ number: number }>('select number from tickets order by number')).map(({ number }) => number),
    ).toEqual([2, 3])
    expect(await desk.rows(`select 1 from due where split_part(subject, ':', 1) = '1'`)).toEqual([])
    expect(await desk.rows(`select outcome from audit where operation = 'delete' order by seq`)).toEqual([
      { outcome: 'refused' },
      { outcome: 'deleted #1' },
    ])
  })

  test('not while another is merged into it', async () => {
    await ask('merge', { ticket: '3', into: '2' }, people.bo)
    expect(await ask('delete', { ticket: '2', again: '2' })).toContain('were merged into #2: #3')
    expect(await ask('delete', { ticket: '3', again: '3' })).toContain('#3 was merged into #2')
  })

  test('whatever hangs on a ticket goes with it: every reference is of that kind', async () => {
    const kept = await desk.rows<{ name: string }>(
      `select conrelid::regclass || '.' || conname as name from pg_constraint where contype = 'f' and confdeltype <> 'c'
       and confrelid in ('tickets'::regclass, 'entries'::regclass, 'rooms'::regclass) order by 1`,
    )
    expect(kept.map(({ name }) => name)).toEqual([
      'merges.merges_desk_into_ticket_fkey',
      'tickets.tickets_desk_merged_into_fkey',
    ])
  })
})
