import type { Client } from './load'
import { admin, command, event, message, stamp, type Signed } from './slack'

/** Writers and channels: enough of both that no two messages of one round belong together. */
export const channels = Array.from({ length: 50 }, (_, index) => `C0HELP${index}`)
export const customers = Array.from({ length: 1000 }, (_, index) => `U0CUSTOMER${index}`)
export const agents = 'C0AGENTS'
/** As many as press and answer at once: whoever presses twice waits for the first. */
export const staff = Array.from({ length: 16 }, (_, index) => `U0AGENT${index}`)
export const agent = staff[0]!

/** Gap, once everybody has written everywhere, before their next messages: what is near in time belongs together. */
export const apartSeconds = 600

/** Each time another customer in another channel. */
export const everybody = (places: readonly string[] = channels): (() => Signed) => {
  let index = 0
  return () => {
    const round = Math.floor(index / customers.length)
    const [customer, channel] = [customers[index % customers.length]!, places[(index + round) % places.length]!]
    index++
    const ts = stamp(Math.floor(round / places.length) * apartSeconds)
    return message(channel, customer, `The printer on floor ${index} is out of paper, and it beeps.`, ts)
  }
}

/** A desk that has just been installed gets its admin, its agents and its channels. */
export const furnish = async (desk: Client, intake: readonly string[] = channels) => {
  await desk.send(event({ type: 'app_home_opened', user: admin, channel: 'D0ADMIN', tab: 'home', event_ts: stamp() }))
  await desk.send(command(agents, admin, '/desk', 'place agents'))
  for (const one of staff) await desk.send(command(agents, admin, '/desk', `role <@${one}|agent> agent`))
  for (const channel of intake) await desk.send(command(channel, admin, '/desk', 'place intake'))
}

/** Sends so many, some at a time. */
export const sendAll = async (desk: Client, count: number, next: () => Signed) => {
  const atOnce = 16
  await Promise.all(
    Array.from({ length: atOnce }, async (_, lane) => {
      for (let index = lane; index < count; index += atOnce) await desk.send(next())
    }),
  )
}
