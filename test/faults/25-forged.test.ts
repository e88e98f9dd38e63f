import { randomUUID } from 'node:crypto'
import { typedAs, people } from '../support/slack-harness'
import { otherKey } from '../support/teams-keys'
import { openSlackDoor, openTeamsDoor, type SlackDoor, type TeamsDoor } from './doors'
import { faultRow, type Seen, type Turn } from './fault-row'

const atOnce = 20
const hour = 3600

/** So many of each kind; tells how many of which were let in. */
const tried = async (
  kinds: Readonly<Record<string, () => Promise<number>>>,
  count: number,
  heard: () => number,
): Promise<Seen> => {
  const faults: string[] = []
  for (const [kind, send] of Object.entries(kinds)) {
    const before = heard()
    const statuses: number[] = []
    for (let done = 0; done < count; done += atOnce)
      statuses.push(...(await Promise.all(Array.from({ length: Math.min(atOnce, count - done) }, send))))
    const accepted = statuses.filter((status) => status < 400).length
    if (accepted > 0 || heard() > before) faults.push(`${kind}: ${accepted} accepted, ${heard() - before} heard`)
  }
  return { faults, figures: `${Object.keys(kinds).length} kinds` }
}

const slack = async (
  { count }: Turn,
  kindsOf: (door: SlackDoor) => Readonly<Record<string, () => Promise<number>>>,
) => {
  const door = await openSlackDoor()
  try {
    return await tried(kindsOf(door), count, () => door.host.received.length)
  } finally {
    await door.close()
  }
}
const slackWords = ({ fake }: SlackDoor, words: string) => {
  const ts = fake.ts()
  return fake.envelope({
    type: 'message',
    user: people.customer,
    channel: 'C0HELP',
    ts,
    event_ts: ts,
    channel_type: 'channel',
    ...typedAs(words),
  })
}
const slackKinds = (door: SlackDoor) => {
  const { fake } = door
  const send = async (options: object) => (await fake.deliver(slackWords(door, randomUUID()), options)).status
  return {
    forged: async () => send({ secret: randomUUID() }),
    altered: async () => send({ signature: `v0=${randomUUID().replaceAll('-', '').repeat(2)}` }),
    expired: async () => send({ at: Date.now() - 360_000 }),
    'future-dated': async () => send({ at: Date.now() + 360_000 }),
  }
}

/** Each request is delivered once, and then sent again by somebody who recorded it. */
const slackReplayed = async ({ count }: Turn, isTheSame: boolean): Promise<Seen> => {
  const door = await openSlackDoor()
  try {
    let accepted = 0
    for (let done = 0; done < count; done++) {
      const body = slackWords(door, randomUUID())
      const at = Date.now()
      await door.fake.deliver(body, { at })
      if ((await door.fake.deliver(body, isTheSame ? { at } : { at: at + 1000 })).status < 400) accepted++
    }
    return { faults: accepted === 0 ? [] : [`${accepted} replayed requests were accepted`] }
  } finally {
    await door.close()
  }
}

const teams = async (
  { count }: Turn,
  kindsOf: (door: TeamsDoor) => Readonly<Record<string, () => Promise<number>>>,
) => {
  const door = await openTeamsDoor()
  try {
    return await tried(kindsOf(door), count, () => door.host.received.length)
  } finally {
    await door.close()
  }
}
const foreignKey = otherKey()
const teamsKinds = ({ issuer, post, words }: TeamsDoor) => {
  const now = () => Math.floor(Date.now() / 1000)
  const expired = () => issuer.token({ exp: now() - hour, nbf: now() - 2 * hour })
  const recorded = expired()
  return {
    forged: async () => post(words(), issuer.token({}, { key: foreignKey })),
    altered: async () =>
      post(
        words(),
        issuer.token({}).replace(/\.(.)/, (_, first) => `.${first === 'e' ? 'f' : 'e'}`),
      ),
    expired: async () => post(words(), expired()),
    'future-dated': async () => post(words(), issuer.token({ nbf: now() + hour, exp: now() + 2 * hour })),
    'replayed after its token ran out': async () => post(words(), recorded),
  }
}

const what = 'forged, altered, expired, future-dated and replayed requests, 1,000 each: none accepted'
faultRow(25, {
  part: 'slack',
  what,
  count: 1000,
  run: async (turn) => slack(turn, slackKinds),
  control: {
    off: 'the forger has the secret',
    count: 20,
    run: async (turn) =>
      slack(turn, (door) => ({
        forged: async () =>
          (await door.fake.deliver(slackWords(door, 'x'), { secret: door.fake.signingSecret })).status,
      })),
  },
})
faultRow(25, {
  part: 'slack, replayed',
  what,
  count: 1000,
  run: async (turn) => slackReplayed(turn, true),
  control: { off: 'signed anew', count: 20, run: async (turn) => slackReplayed(turn, false) },
})
faultRow(25, {
  part: 'teams',
  what,
  count: 1000,
  run: async (turn) => teams(turn, teamsKinds),
  control: {
    off: 'the forger has the key',
    count: 20,
    run: async (turn) =>
      teams(turn, ({ issuer, post, words }) => ({ forged: async () => post(words(), issuer.token({})) })),
  },
})
