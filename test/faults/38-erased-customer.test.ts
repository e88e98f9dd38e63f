import { auditCommand } from '../../src/cli/audit-command'
import { withContext } from '../../src/cli/context'
import { readConfig } from '../../src/run/config'
import { called, canary, confide, customersOf, erase, tablesWithCanaries } from '../support/canaries'
import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { discordDoor } from '../support/discord-door'
import { slackDoor, teamsDoor, type Door } from '../support/network-doors'
import { keptLog } from '../support/kept-log'
import { watchStatements } from '../support/statements'
import { faultRow, type Turn } from './fault-row'

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
const pastTheSecondPass = 61_000
/** Time after which a failed step is tried again. */
const pastPuttingOff = 301_000

/** Everything that one customer can give, erased; in every second round a statement of the background fails once. */
const forget = async ({ count, random }: Turn, leftOut?: string) => {
  const faults: string[] = []
  let held = 0
  for (let round = 0; round < count; round++) {
    const [network, second] = [fakeNetwork('chat'), fakeNetwork('mail')]
    const desk = await startDesk([network.platform, second.platform], { env: { MASTER_KEY } })
    try {
      const people = await openFor(network)
      await confide(desk, network, second, people)
      held = (await tablesWithCanaries(desk)).size
      let failsIn = round % 2 === 0 ? -1 : 1 + Math.floor(random() * 8)
      const end = watchStatements((text) => {
        if (text.startsWith('update entries set text = null') && failsIn-- === 0) throw new Error('the process is gone')
        return leftOut !== undefined && text.startsWith(`delete from ${leftOut} where`)
          ? `${text} and false`
          : undefined
      })
      try {
        await erase(people, called(customersOf(network, second).ana.id))
        await desk.settle()
        await desk.later(pastPuttingOff)
        await desk.later(pastTheSecondPass)
        // It may have been the second pass that failed.
        await desk.later(pastPuttingOff)
      } finally {
        end()
      }
      for (const [table, row] of await tablesWithCanaries(desk))
        faults.push(`round ${round}, ${table}: ${row.slice(0, 200)}`)
      const config = readConfig([], { DATABASE_URL: desk.database.url, MASTER_KEY })
      const verify = async () =>
        withContext(async (beside) => auditCommand(beside, ['verify'], () => undefined), keptLog(), config)
      if ((await verify()) !== 0) faults.push(`round ${round}: the trail does not verify`)
    } finally {
      await desk.stop()
    }
  }
  return { faults, figures: `canaries in ${held} tables before` }
}

const tables = ['customer_notes', 'files', 'ticket_fields', 'webhooks', 'documents', 'openings', 'joins', 'identities']

faultRow(38, {
  what: 'a customer is exported and erased: no canary is left in any table, the trail verifies',
  count: 4,
  run: async (turn) => forget(turn),
  control: {
    off: 'one table, another each time',
    count: 1,
    run: async (turn) => forget(turn, tables[Math.floor(turn.random() * tables.length)]),
  },
})

interface Network {
  readonly open: () => Promise<Door>
  readonly isAskedAgain: boolean
}

/** The same through the network's own adapter: what the desk posted, and what the adapter remembers. */
const forgetOn = async ({ open, isAskedAgain }: Network, leftOut?: string): Promise<readonly string[]> => {
  const door = await open()
  try {
    await door.says('ana', 'help', `${canary} printer is on fire`)
    await door.quiet()
    await door.commands('bo', `ticket reply 1 Dear ${canary}, take cover`)
    await door.commands('bo', `ticket note 1 ${canary} sounds upset`)
    await door.desk.later(11_000)
    await door.says('ana', 'direct', `${canary} writes privately`)
    await door.quiet()
    const [ana] = await door.desk.rows<{ person: string; user: string; name: string }>(
      `select i.person, i."user", i.name from identities i join tickets t on t.requester = i.person where t.number = 1`,
    )
    const id = ana!.user.slice(ana!.user.lastIndexOf('/') + 1)
    await door.commands('ada', `desk customer-data export customer:${ana!.person}`)
    await door.quiet()
    const faults = door.direct('ada').some(({ text }) => text.includes(ana!.name)) ? [] : ['the export did not come']
    const end = watchStatements((text) =>
      leftOut !== undefined && text.startsWith(`delete from ${leftOut} `) ? `${text} and false` : undefined,
    )
    try {
      const proposed = await door.commands('ada', `desk customer-data erase customer:${ana!.person}`)
      const pressed = await proposed.presses('ada', 'Erase permanently')
      // Where a network has no dialog for it, the question is an answer of its own.
      if (isAskedAgain) await pressed.presses('ada', 'Yes')
      await door.quiet()
      await door.desk.later(pastTheSecondPass)
      await door.quiet()
    } finally {
      end()
    }
    for (const [table, row] of await tablesWithCanaries(door.desk)) faults.push(`${table}: ${row.slice(0, 200)}`)
    const remembered = await door.desk.rows<{ scope: string; key: string }>(
      `select scope, key from memory where position($1 in key) > 0 or position($1 in value::text) > 0`,
      [id],
    )
    for (const { scope, key } of remembered) faults.push(`remembered: ${scope} ${key}`)
    const seen = (['help', 'agents', 'direct'] as const).flatMap((spot) =>
      door.posted(spot, 'bo').map(({ text }) => text),
    )
    // People's own words, and the commands that they typed, are theirs to delete.
    const own = [
      `${canary} printer is on fire`,
      `/ticket reply 1 Dear ${canary}, take cover`,
      `/ticket note 1 ${canary} sounds upset`,
    ]
    for (const text of seen)
      if (own.reduce((rest, typed) => rest.replace(typed, ''), text).includes(canary))
        faults.push(`still posted: ${text.slice(0, 200)}`)
    return faults
  } finally {
    await door.stop()
  }
}
const slack: Network = { open: slackDoor, isAskedAgain: false }
const networks: Readonly<Record<string, Network>> = {
  Slack: slack,
  Discord: { open: discordDoor, isAskedAgain: true },
  Teams: { open: teamsDoor, isAskedAgain: false },
}

faultRow(38, {
  what: 'the same by Slack, Discord and Teams: nothing of it stands in the agents’ channels, nothing is remembered',
  part: 'networks',
  count: 3,
  run: async () => {
    const faults: string[] = []
    for (const [name, network] of Object.entries(networks))
      faults.push(...(await forgetOn(network)).map((fault) => `${name}: ${fault}`))
    return { faults }
  },
  control: {
    off: 'what the adapter remembers',
    count: 1,
    run: async () => ({ faults: await forgetOn(slack, 'memory m') }),
  },
})
