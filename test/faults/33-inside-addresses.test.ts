import { reachInside } from '../support/inside-addresses'
import { faultRow } from './fault-row'

const tried = async (allowed: string) => {
  const { count, reached, done } = await reachInside(allowed)
  const faults = reached + done === 0 ? [] : [`${reached} connections inside, ${done} answers`]
  return { faults, count, figures: `${reached} connections inside` }
}

faultRow(33, {
  what: '60 addresses that lead inside, written in any way, by name that changes its mind, by redirect: no connection',
  count: 66,
  // Where the redirects come from is allowed; they lead elsewhere.
  run: async () => tried('127.0.0.2'),
  control: { off: 'the look at addresses', run: async () => tried('0.0.0.0/0, ::/0') },
})
