import type { Inbound } from '../../src/platform'
import { say } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, type FakeNetwork } from '../support/fake-network'
import { faultRow, type Seen, type Turn } from './fault-row'

/** Events of one message, in the order of the network's clock; the last only of some. */
const happenings = (network: FakeNetwork, who: string, isDeleted: boolean): readonly Inbound[] => {
  const created = network.person(who).message('first words', 'help', { isTopic: true })
  const after = (ms: number) => ({ ...network.arrival(who, 'help'), at: new Date(created.at.getTime() + ms) })
  const { post } = created
  return [
    created,
    { ...after(1000), kind: 'edit', post, text: say('second words') },
    { ...after(2000), kind: 'reaction', post, emoji: '👍', added: true },
    { ...after(3000), kind: 'reaction', post, emoji: '❤️', added: true },
    { ...after(4000), kind: 'edit', post, text: say('third words') },
    { ...after(5000), kind: 'reaction', post, emoji: '❤️', added: false },
    ...(isDeleted ? [{ ...after(6000), kind: 'delete' as const, post }] : []),
  ]
}

/** Final view that the agents have of it. */
const seenBy = async (desk: TestDesk, network: FakeNetwork, post: string) => {
  const [known] = await desk.rows<{ ticket: number }>('select ticket from posts where post = $1', [post])
  const shown = network.visible(network.thread(network.card(known!.ticket)!))
  return JSON.stringify(shown.map(({ content, reactions }) => [content.text, [...reactions].sort()]))
}

const permuted = async ({ count, random }: Turn, unguarded?: string): Promise<Seen> => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform])
  try {
    await openFor(network)
    await desk.rows('update desks set rate_limit = null')
    if (unguarded !== undefined) await desk.rows(unguarded)
    const said: { post: string; isDeleted: boolean; order: string }[] = []
    for (let index = 0; index < count; index++) {
      const isDeleted = index % 3 === 2
      const events = happenings(network, `customer${index}`, isDeleted)
      const shuffled = events
        .map((event, at) => [index < 3 ? at : random(), at, event] as const)
        .sort(([a], [b]) => a - b)
      for (const [, , event] of shuffled) await network.receive(event)
      said.push({
        post: (events[0] as Inbound & { kind: 'message' }).post.id,
        isDeleted,
        order: shuffled.map(([, at]) => at).join(''),
      })
      if (index % 25 === 24) await desk.settle()
    }
    await desk.settle()
    // The first three came in order.
    const states = await Promise.all([0, 2].map(async (index) => seenBy(desk, network, said[index]!.post)))
    const faults: string[] = []
    for (const { post, isDeleted, order } of said) {
      const seen = await seenBy(desk, network, post)
      if (seen !== states[isDeleted ? 1 : 0]) faults.push(`in the order ${order}: ${seen}`)
    }
    return { faults, figures: `${new Set(said.map(({ order }) => order)).size} different orders` }
  } finally {
    await desk.stop()
  }
}

const forgetsEarly = `
  create function drop_early() returns trigger language plpgsql as $$ begin return null; end $$;
  create trigger drop_early before insert on early for each row execute function drop_early();`

faultRow(6, {
  what: 'edits, deletion and reactions before the creation, 500 permutations: the same state in all',
  count: 500,
  run: async (turn) => permuted(turn),
  control: { off: 'what comes early is not kept', count: 20, run: async (turn) => permuted(turn, forgetsEarly) },
})
