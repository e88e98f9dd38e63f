import { resolve } from 'node:path'
import { readActivity } from '../../adapters/teams/payload'
import { placeRef, postRef, readPlace, readPost, userRef } from '../../adapters/teams/refs'
import { toInbound } from '../../adapters/teams/inbound'
import { cardBytes, limits } from '../../adapters/teams/limits'
import { measure } from '../../adapters/teams/markdown-print'
import { createPlatform } from '../../adapters/teams'
import { render } from '../../adapters/teams/render'
import type { Content } from '../../src/platform'
import { type Acknowledged, type PlatformHarness, type SeenPost } from '../contract/platform-contract'
import type { StubHost } from './stub-host'
import {
  actionsOf,
  ana,
  bo,
  bot,
  cardIn,
  channels,
  chatOf,
  elementsOf,
  everybody,
  startTeamsFake,
  tenant,
  textOf,
  type FakePerson,
  type FakePost,
} from './teams-fake'

const whoIs = (id: string): FakePerson => everybody.find((one) => userRef(tenant, one.id).id === id) as FakePerson

const seen = (post: FakePost): SeenPost => ({
  ref: postRef(tenant, post.conversation, post.id),
  text: textOf(post),
  controls: actionsOf(cardIn(post)).map(({ title }) => String(title)),
  files: [],
  reactions: [],
})

/** Teams’s side of the contract suite, over a fake of it. */
export const teamsHarness = async (host: StubHost): Promise<PlatformHarness> => {
  const teams = await startTeamsFake()
  teams.connect(host.url)
  const platform = createPlatform({ serviceHosts: [], dialogs: true })
  // The app was installed some day before.
  await host.memory('references').put(`service/${tenant}`, { serviceUrl: teams.serviceUrl, bot })
  let last: object = {}
  let dialog: unknown
  const send = async (activity: object): Promise<Acknowledged & { readonly body: unknown }> => {
    const { status, body } = await teams.deliver(activity)
    return { acknowledged: status === 200, body }
  }
  const click = (as: FakePerson, post: FakePost, name: string, value: object): object =>
    teams.activity(as, post.conversation, { type: 'invoke', name, replyToId: post.id, value })

  return {
    platform,
    channel: placeRef(tenant, channels.help),
    customer: userRef(tenant, ana.id),
    agent: userRef(tenant, bo.id),
    // Words of the bot to one person alone are in their own chat.
    async posts(place, viewer) {
      const { id } = readPlace(place.id)
      const own = viewer && teams.posts(chatOf(whoIs(viewer.id))).filter(({ by }) => by === bot.id)
      const here = teams.posts(id)
      return [...here, ...(own ?? []).filter((post) => !here.includes(post))].map(seen)
    },
    async says(as, place, text, { file, replyTo } = {}) {
      const bold = `<p>${text.replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')}</p>`
      const quote =
        replyTo &&
        `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="${readPost(replyTo.id).activity}"><p>…</p></blockquote>`
      const html = text.includes('**') || quote ? `${quote ?? ''}${bold}` : undefined
      const attachments = file
        ? [
            {
              contentType: 'application/vnd.microsoft.teams.file.download.info',
              contentUrl: `https://contoso-my.sharepoint.com/personal/${file.name}`,
              name: file.name,
              content: { downloadUrl: teams.keepFile(file.name, file.bytes), uniqueId: 'u1', fileType: 'bin' },
            },
          ]
        : []
      const activity = teams.write(whoIs(as.id), readPlace(place.id).id, { text, attachments, ...(html && { html }) })
      last = activity
      const { acknowledged } = await send(activity)
      const conversation = (activity['conversation'] as { id: string }).id
      return { acknowledged, post: postRef(tenant, conversation, String(activity['id'])) }
    },
    edits: (as, post, text) => {
      const { id, activity } = readPost(post.id)
      return send(
        teams.activity(whoIs(as.id), id, {
          type: 'messageUpdate',
          id: activity,
          text,
          textFormat: 'plain',
          channelData: { tenant: { id: tenant }, eventType: 'editMessage' },
        }),
      )
    },
    deletes: (as, post) => {
      const { id, activity } = readPost(post.id)
      const channelData = { tenant: { id: tenant }, eventType: 'softDeleteMessage' }
      return send(teams.activity(whoIs(as.id), id, { type: 'messageDelete', id: activity, channelData }))
    },
    reacts: (as, post, emoji, added) => {
      const { id, activity } = readPost(post.id)
      const list = [{ type: reactionTypes[emoji] ?? '1f3ab_ticket' }]
      return send(
        teams.activity(whoIs(as.id), id, {
          type: 'messageReaction',
          replyToId: activity,
          ...(added ? { reactionsAdded: list } : { reactionsRemoved: list }),
        }),
      )
    },
    async presses(as, _place, ref, label) {
      const post = teams.post(readPost(ref.id).activity) as FakePost
      const action = actionsOf(cardIn(post)).find(({ title }) => title === label)
      if (!action) throw new Error(`there is no button ${label}`)
      if (action.type === 'Action.Submit') {
        const { body, acknowledged } = await send(click(whoIs(as.id), post, 'task/fetch', { data: action['data'] }))
        dialog = body
        return { acknowledged, answer: { kind: 'form', fields: inputsOf(body) } }
      }
      const value = { action: { type: 'Action.Execute', verb: action['verb'], data: action['data'] } }
      const { body, acknowledged } = await send(click(whoIs(as.id), post, 'adaptiveCard/action', value))
      const said = (body as { value?: unknown }).value
      return { acknowledged, ...(typeof said === 'string' && { answer: { kind: 'private', text: said } }) }
    },
    async submits(as, place, _form, values) {
      const submit = actionsOf(dialog).find(({ type }) => type === 'Action.Submit')
      const typed = Object.fromEntries(Object.entries(values).map(([name, value]) => [`f.${name}`, value]))
      const data = { ...(submit?.['data'] as object), ...typed }
      const activity = teams.activity(whoIs(as.id), readPlace(place.id).id, {
        type: 'invoke',
        name: 'task/submit',
        value: { data },
      })
      const { acknowledged, body } = await send(activity)
      return { acknowledged, ...faultsIn(body) }
    },
    commands: (as, place, words) =>
      send(teams.write(whoIs(as.id), readPlace(place.id).id, { text: words, toBot: true })),
    redelivers: () => send(last),
    link({ id }) {
      const { base, root, activity } = readPost(id)
      return `https://teams.microsoft.com/l/message/${encodeURIComponent(base)}/${activity}?tenantId=${tenant}&parentMessageId=${root}`
    },
    nowhere: {
      place: placeRef(tenant, '19:gone@thread.tacv2'),
      post: postRef(tenant, `${channels.help};messageid=1`, '1'),
    },
    samples: resolve(__dirname, '../../adapters/teams/samples'),
    inbound: (native) => {
      const activity = readActivity(native)
      return activity && toInbound(activity)[0]
    },
    breaches,
    open: async () => {
      const response = await fetch(`${host.url}/api/messages`, { method: 'POST', body: '{}' })
      return response.status === 503 ? [] : ['it still takes activities']
    },
    active: () =>
      [...new Set([channels.help, channels.agents, ...everybody.map(chatOf)])]
        .flatMap((conversation) => teams.everywhere(conversation))
        .filter(({ by }) => by === bot.id)
        .filter(({ text, entities }) => isActive(text) || JSON.stringify(entities).includes('"mention"'))
        .map(({ text }) => text),
    close: teams.close,
  }
}

const reactionTypes: Readonly<Record<string, string>> = { '👍': 'like', '❤️': 'heart' }

const inputsOf = (dialog: unknown): readonly string[] =>
  elementsOf(dialog).flatMap(({ type, id }) => (type?.startsWith('Input.') ? [String(id).replace('f.', '')] : []))

/** A dialog that stays open, with its faults: the red line below each input. */
const faultsIn = (body: unknown): Pick<Acknowledged, 'answer'> => {
  const elements = elementsOf((body as { task?: { value?: { card?: unknown } } }).task?.value?.card)
  const faults = elements.flatMap((element, i) => {
    const run = (element['inlines'] as readonly { text: string; color?: string }[] | undefined)?.[0]
    if (run?.color !== 'Attention') return []
    const input = elements.slice(0, i).findLast(({ type }) => type?.startsWith('Input.'))
    return [[String(input?.['id']).replace('f.', ''), run.text] as const]
  })
  return faults.length > 0 ? { answer: { kind: 'invalid', fields: Object.fromEntries(faults) } } : {}
}

/** Tags and addresses that the desk never writes. */
const isActive = (html: string): boolean =>
  /<(?!\/?(strong|em|b|i|u|s|del|strike|br|p|a|code|pre|blockquote|ul|ol|li|h\d|span)\b)|href="(?!https?:|mailto:)|\son\w+=[^<>]*>/i.test(
    html,
  )

const breaches = (content: Content): readonly string[] => {
  const message = render(content, [], { idOf: () => 'x'.repeat(limits.actionId), dialogs: true })
  const card = message.attachments?.[0]?.content
  return [
    ...(measure(content.text) > limits.text ? ['the text is too long'] : []),
    ...(Buffer.byteLength(JSON.stringify(message)) > 80 * 1024 ? ['the message is too large'] : []),
    ...(card && Buffer.byteLength(JSON.stringify(card)) > cardBytes ? ['the card is too large'] : []),
    ...((content.files ?? []).length > 0 ? ['files go to one person’s chat alone'] : []),
    ...(elementsOf(card).some(({ type, actions }) => type === 'ActionSet' && (actions as unknown[]).length > 6)
      ? ['a row has more buttons than Teams shows']
      : []),
  ]
}
