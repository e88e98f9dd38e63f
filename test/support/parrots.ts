import { plain } from '../../src/platform'
import { openFor, startDesk } from './desk'
import { fakeNetwork } from './fake-network'

/**
 * Two programs under people's names say again whatever is said beside them, one in the customer's thread, one in the agents',
 * perhaps with an agent's role: how often each thing that a person said was relayed.
 */
export const faultsOfParrots = async (minutes: number, agents: readonly ('polly' | 'rita')[] = []) => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform])
  try {
    const people = await openFor(network)
    await desk.rows('update desks set rate_limit = null')
    await desk.rows(`update queues set replies = 'by-default'`)
    const asked = await people.ana.says('The VPN of the whole floor is down')
    await desk.settle()
    const rooms = [network.thread(asked), network.thread(network.card(1)!)] as const
    const parrots = [network.person('polly'), network.person('rita')] as const
    for (const id of agents) await people.ada.invokes('role', { user: network.user(id), role: 'agent' })
    const heard = new Set(network.posts.keys())
    const human = ['The VPN of the whole floor is down']
    const says = async (who: (typeof people)['ana'], text: string, room: string) => {
      human.push(text)
      await who.says(text, room)
    }
    await says(people.ana, 'And nobody reaches the printer either', rooms[0])
    await says(people.bo, 'Please restart the router once', rooms[1])
    await says(people.ana, 'ok', rooms[0])
    let echoes = 0
    for (let round = 0; round < minutes * 2; round++) {
      await desk.later(30_000)
      const fresh = [...network.posts.values()].filter(({ id, isDeleted }) => !heard.has(id) && !isDeleted)
      for (const { id } of fresh) heard.add(id)
      for (const { place, content } of fresh)
        for (const [at, room] of rooms.entries())
          if (place === room && plain(content.text) !== '') {
            echoes++
            heard.add((await parrots[at]!.says(plain(content.text), room)).id)
          }
      if (fresh.length > 60 || echoes > 600) break
    }
    const words = [...network.posts.values()].filter(({ by }) => !['polly', 'rita', 'ana', 'bo'].includes(by))
    const faults: string[] = echoes > 60 ? ['it goes round in circles'] : []
    for (const text of human) {
      const relays = rooms.map(
        (room) => words.filter((post) => post.place === room && plain(post.content.text).endsWith(text)).length,
      )
      const most = text === 'ok' ? 2 : 1
      if (relays.some((count) => count > most)) faults.push(`“${text}” was relayed ${relays.join(' and ')} times`)
    }
    const told = network.texts(rooms[1]).some((text) => text.includes('word for word'))
    if (!told) faults.push('nobody was told')
    return { faults, figures: `${echoes} echoes`, count: human.length }
  } finally {
    await desk.stop()
  }
}
