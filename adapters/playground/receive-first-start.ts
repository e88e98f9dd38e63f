import { plain, type Inbound, type Input } from '../../src/platform'
import type { Session } from './session'
import { channels, people } from './directory'
import { placeRef, userRef } from './refs'
import { toInbound } from './inbound'

/**
 * Makes this workspace known to the desk: Ada installs it, says what each channel is for and who works here, by the
 * desk's own operations. Once per desk: what an admin changes later stays. Rejects when the desk could not store it.
 */
export const installHere = async ({ network, host, log }: Session): Promise<void> => {
  const memory = host.memory('playground')
  if (await memory.get('settled-in')) return
  const state = network.read()
  const ada = { at: new Date().toISOString(), by: 'ada', place: 'agents' } as const
  const tell = async (event: Inbound): Promise<void> => {
    const answer = await host.receive(event)
    if (answer.kind === 'private')
      log.debug({ event: event.id, answer: plain(answer.content.text) }, 'the desk answered while settling in')
  }
  await tell(toInbound({ ...ada, kind: 'installed', event: 'settle-in/installed' }, state))
  for (const [event, operation, input] of invocations())
    await tell(toInbound({ ...ada, kind: 'invoke', event: `settle-in/${event}`, operation, input }, state))
  await memory.put('settled-in', true)
}

const invocations = (): readonly (readonly [string, string, Input])[] => [
  ...channels.map(({ id, purpose }) => [`place/${id}`, 'place', { place: placeRef(id), purpose }] as const),
  ...people
    .filter((person) => person.role !== 'customer' && person.id !== 'ada')
    .map(({ id, role }) => [`role/${id}`, 'role', { user: userRef(id), role }] as const),
]
