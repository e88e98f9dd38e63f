import { discordDoor } from '../support/discord-door'
import { words as slack } from '../../adapters/slack/words'
import type { Pressable, Used } from '../support/hands'
import { slackDoor, teamsDoor, type Door } from '../support/network-doors'
import { pressEverything, sendAll, wrongWith } from '../support/press-everything'
import { cases } from '../support/cases'
import { isWhole } from '../support/sample'

jest.setTimeout(300_000)

/** Controls that the desk puts before people can be pressed, picked and sent, on the adapters as they are. */
describe.each([
  ['Slack', 0, slackDoor],
  ['Discord', 1, discordDoor],
  ['Teams', 2, teamsDoor],
] as const)('every control in %s', (_network, place, open) => {
  let door: Door
  const told: Pressable[] = []
  const types = async (by: 'bo' | 'ada', line: string) => {
    const used = await door.hands.types(by, line)
    told.push(...used.controls)
    return used
  }

  beforeAll(async () => {
    door = await open()
    await door.asks('The VPN drops')
    await door.says('carlos', 'help', 'No paper in the printer')
    for (const words of ['Mail is slow', 'New laptop, please', 'Cannot log in', 'Cannot log in again'])
      await door.asks(words)
    await door.commands('ada', 'desk canned canned:thanks audience:everybody text:Thank you')
    for (const line of ['panel buttons:Billing,VPN Need help?', 'panel buttons:A,B,C,D,E,F,G More help?'])
      await door.commands('ada', `desk ${line}`, 'help')
    for (const line of [
      'claim 1',
      'reply 1 Restart it',
      'note 1 A known one',
      'status 2 pending 2h',
      'status 3 solved',
      'status 4 solved',
      'status 4 closed',
      'merge 5 6',
    ])
      await door.commands('bo', `ticket ${line}`)
    await door.quiet()
  })
  afterAll(async () => door.stop())

  test('does something, and no form is a dead end', async () => {
    for (const line of ['list', 'list all', 'show 1', 'history 1', 'customer 1', 'mine'])
      await types('bo', `ticket ${line}`)
    for (const line of ['setup', 'audit', 'workspaces', 'customer-data erase customer:"Carlos Ruiz"'])
      await types('ada', `desk ${line}`)
    const { wrong, pressed } = await pressEverything({ door, most: cases(60) }, told)
    expect(wrong).toEqual([])
    expect(pressed.length).toBeGreaterThan(40)
    expect(door.desk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('a command alone asks for what it needs, in a form that can be sent', async () => {
    door.hands.speak('es-ES')
    const wrong: string[] = []
    for (const [at, { name, command, by }] of door.desk.program.desk.operations.entries()) {
      if (!isWhole && at % 3 !== place) continue
      // Operations done from a message's menu alone, or that would end the desk's own set-up.
      if (['send', 'delete', 'back', 'customer-data', 'help'].includes(name)) continue
      const who = by === 'agent' || by === 'customer' ? 'bo' : 'ada'
      const got = await sendAll({ door }, await door.hands.types(who, `${command} ${name}`))
      wrong.push(
        ...got.flatMap((used, at) =>
          wrongWith(isMendable(used, got[at - 1]) ? { ...used, invalid: undefined, words: ['-'] } : used).map(
            (fault) => `/${command} ${name}: ${fault}`,
          ),
        ),
      )
      await door.quiet()
    }
    door.hands.speak('en-US')
    expect(wrong).toEqual([])
  })
})

/** A value that will not do is told at its field: not so a fault of a field that the form did not show. */
const isMendable = ({ invalid }: Used, sent: Used | undefined): boolean => {
  if (invalid === undefined) return false
  const shown = (sent?.form?.fields ?? []).map(({ name }) => name)
  if (!invalid.startsWith('{')) return shown.length > 0
  return Object.keys(JSON.parse(invalid) as object).every((field) => field === 'faults' || shown.includes(field))
}

test('what ends in an apology, in silence or in a form that cannot be sent would be noticed (control)', () => {
  const fine = { words: ['#1 is yours.'], controls: [], faults: [] }
  expect(wrongWith(fine)).toEqual([])
  expect(wrongWith({ ...fine, words: [] })).toEqual(['silence'])
  expect(wrongWith({ ...fine, words: [slack.en.outdated] })).toHaveLength(1)
  expect(wrongWith({ ...fine, invalid: 'ticket: a number' })).toHaveLength(1)
  expect(wrongWith({ ...fine, faults: ['6 rows of 5 in a modal'] })).toHaveLength(1)
})
