import { placeRef, userRef, workspaceRef } from '../../adapters/teams/refs'
import { createPlatform } from '../../adapters/teams'
import type { Platform, UserRef } from '../../src/platform'
import { startDesk, type TestDesk } from './desk'
import {
  actionsOf,
  bo,
  bot,
  cardIn,
  cardText,
  channels,
  sam,
  startTeamsFake,
  team,
  tenant,
  textOf,
  type FakePerson,
  type FakePost,
  type Said,
  type TeamsFake,
} from './teams-fake'

/** Answer to a client, as deep as a test looks into it. */
// oxlint-disable-next-line typescript/no-explicit-any
type Body = any

/** The whole desk with Teams (a fake of it) as a network: channels help, agents, supervisors; bo is an agent, sam the admin. */
export interface TeamsDesk {
  readonly desk: TestDesk
  readonly teams: TeamsFake
  /** Sends all there is to send, however long the pace makes it wait. */
  quiet(): Promise<void>
  says(by: FakePerson, conversation: string, said: string | Said): Promise<FakePost>
  edits(by: FakePerson, post: FakePost, text: string): Promise<void>
  deletes(by: FakePerson, post: FakePost): Promise<void>
  reacts(by: FakePerson, post: FakePost, type: string, added?: boolean): Promise<void>
  presses(by: FakePerson, post: FakePost, title: string, inputs?: object): Promise<Body>
  /** Sends a dialog that stands open, filled in like this. */
  submits(by: FakePerson, post: FakePost, dialog: Body, values: Readonly<Record<string, string>>): Promise<Body>
  /** Teams' admin makes somebody of another network one too: to the desk they are people, wherever they are. */
  trusts(user: UserRef): Promise<void>
  /** Words that everybody reads in a channel, chain or chat. */
  reads(conversation: string): readonly string[]
  card(number: number): FakePost
  stop(): Promise<void>
}

export const startTeamsDesk = async (
  options: { others?: readonly Platform[]; purposes?: readonly (keyof typeof channels)[] } = {},
): Promise<TeamsDesk> => {
  const teams = await startTeamsFake()
  const desk = await startDesk([createPlatform({ serviceHosts: [], dialogs: true }), ...(options.others ?? [])])
  teams.connect(`http://127.0.0.1:${desk.program.port}`)

  const send = async (activity: object): Promise<Body> => {
    const { status, body } = await teams.deliver(activity)
    if (status !== 200) throw new Error(`the bot answered ${status}`)
    return body
  }
  const about = (eventType: string): object => ({ channelData: { tenant: { id: tenant }, eventType } })
  const started: TeamsDesk = {
    desk,
    teams,
    quiet: async () => desk.quiet(),
    async says(by, conversation, said) {
      const activity = teams.write(by, conversation, typeof said === 'string' ? { text: said } : said)
      await send(activity)
      return teams.post(String(activity['id'])) as FakePost
    },
    async edits(by, { conversation, id }, text) {
      const more = { type: 'messageUpdate', id, text, textFormat: 'plain', ...about('editMessage') }
      await send(teams.activity(by, conversation, more))
    },
    async deletes(by, { conversation, id }) {
      await send(teams.activity(by, conversation, { type: 'messageDelete', id, ...about('softDeleteMessage') }))
    },
    async reacts(by, { conversation, id }, type, added = true) {
      const list = added ? { reactionsAdded: [{ type }] } : { reactionsRemoved: [{ type }] }
      const from = { id: by.id, aadObjectId: by.aadObjectId }
      await send(teams.activity(by, conversation, { type: 'messageReaction', from, replyToId: id, ...list }))
    },
    async presses(by, post, title, inputs = {}) {
      // A button that only unfolds a question in the app itself sends nothing.
      const action = actionsOf(cardIn(post)).find(({ type, title: own }) => own === title && type !== 'Action.ShowCard')
      if (!action) throw new Error(`there is no button ${title}`)
      const data = { ...(action['data'] as object), ...inputs }
      const opensDialog = action.type === 'Action.Submit'
      return send(
        teams.activity(by, post.conversation, {
          type: 'invoke',
          name: opensDialog ? 'task/fetch' : 'adaptiveCard/action',
          replyToId: post.id,
          value: opensDialog ? { data } : { action: { type: action.type, verb: action['verb'], data } },
        }),
      )
    },
    submits: async (by, post, dialog, values) => {
      const submit = actionsOf(dialog).find(({ type }) => type === 'Action.Submit')
      const typed = Object.fromEntries(Object.entries(values).map(([name, value]) => [`f.${name}`, value]))
      const data = { ...(submit?.['data'] as object), ...typed }
      const more = { type: 'invoke', name: 'task/submit', replyToId: post.id, value: { data } }
      return send(teams.activity(by, post.conversation, more))
    },
    async trusts(user) {
      const place = placeRef(tenant, channels.agents)
      const arrival = {
        id: `trusts-${user.id}`,
        at: new Date(),
        from: userRef(tenant, sam.id),
        name: sam.name,
        direct: false,
      }
      const invoked = { kind: 'invoke', operation: 'role', input: { user, role: 'admin' } } as const
      await desk.program.desk.receive({ ...arrival, ...invoked, place, workspace: workspaceRef(tenant) })
    },
    reads: (conversation) => teams.posts(conversation).map(textOf),
    card(number) {
      const found = teams.posts(channels.agents).find((post) => cardText(cardIn(post)).startsWith(`#${number} `))
      if (!found) throw new Error(`there is no card of #${number}`)
      return found
    },
    async stop() {
      await desk.stop()
      await teams.close()
    },
  }

  await send(teams.activity(sam, team.id, { type: 'installationUpdate', action: 'add' }))
  await send(teams.activity(sam, team.id, { type: 'conversationUpdate', membersAdded: [{ id: bot.id }] }))
  for (const purpose of options.purposes ?? (['help', 'agents', 'supervisors'] as const))
    await started.says(sam, channels[purpose], {
      text: `/desk place ${purpose === 'help' ? 'intake' : purpose}`,
      toBot: true,
    })
  await started.says(bo, channels.agents, 'hello everybody')
  await started.says(sam, channels.agents, {
    text: `/desk role <at>${bo.name}</at> agent`,
    toBot: true,
    extra: {
      entities: [
        { type: 'mention', mentioned: bot, text: `<at>${bot.name}</at>` },
        { type: 'mention', mentioned: { id: bo.id, name: bo.name }, text: `<at>${bo.name}</at>` },
      ],
    },
  })
  await desk.quiet()
  return started
}
