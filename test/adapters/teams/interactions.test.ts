import { plain, say, type Card, type Form, type OperationInfo, type Page } from '../../../src/platform'
import { startBot, type Bot } from '../../support/teams-bot'
import {
  actionsOf,
  ana,
  bo,
  bot,
  cardIn,
  cardText,
  channels,
  chatOf,
  elementsOf,
  sam,
  tenant,
  textOf,
} from '../../support/teams-fake'

const both = (word: string): { en: string; es: string } => ({ en: word, es: word })
const operation = (name: string, more: Partial<OperationInfo> = {}): OperationInfo => ({
  name,
  was: [],
  command: 'ticket',
  by: 'agent',
  menus: [],
  fields: [],
  title: both(name),
  summary: both(name),
  ...more,
})
const field = (name: string, kind: OperationInfo['fields'][number]['kind'], required = true) => ({
  name,
  kind,
  required,
  label: both(name),
  suggests: false,
})
const operations: readonly OperationInfo[] = [
  operation('claim', { fields: [field('ticket', 'ticket')] }),
  operation('status', { fields: [field('ticket', 'ticket'), field('status', 'text')] }),
  operation('assign', { fields: [field('ticket', 'ticket'), field('user', 'user')] }),
  operation('note', { fields: [field('ticket', 'ticket'), field('text', 'rich-text')] }),
  operation('new', {
    by: 'customer',
    menus: ['post', 'user'],
    reaction: '🎫',
    fields: [field('text', 'rich-text', false)],
  }),
  operation('help', { by: 'customer' }),
  operation('list'),
  operation('place', { command: 'desk', by: 'admin', fields: [field('purpose', 'text')] }),
]
const ticket: Card = {
  title: '#12 · VPN',
  tone: 'neutral',
  blocks: [
    {
      kind: 'controls',
      controls: [
        { kind: 'button', label: 'Claim', operation: 'claim', input: { ticket: '12' } },
        { kind: 'button', label: 'Assign', operation: 'assign', input: { ticket: '12' }, opensForm: true },
        {
          kind: 'button',
          label: 'Close',
          operation: 'status',
          input: { ticket: '12', status: 'closed' },
          confirm: 'For good?',
        },
        {
          kind: 'select',
          label: 'Status',
          operation: 'status',
          input: { ticket: '12' },
          field: 'status',
          choices: [{ value: 'solved', label: 'Solved' }],
        },
      ],
    },
  ],
}
const assignForm: Form = {
  operation: 'assign',
  title: 'Assign · #12',
  submit: 'Assign',
  hidden: { ticket: '12' },
  fields: [{ name: 'user', label: 'Person', kind: 'user', required: true }],
}

describe('in Teams', () => {
  let desk: Bot
  beforeEach(async () => {
    desk = await startBot(operations)
  })
  afterEach(async () => desk.close())
  const invoked = () => desk.host.received.filter((event) => event.kind === 'invoke')
  const postCard = async () => {
    await desk.platform.post(desk.place(channels.agents), { text: say('#12 VPN'), card: ticket }, 'k')
    return desk.teams.posts(channels.agents).at(-1)!
  }
  /** The next message of the bot to this person, in their own chat. */
  const told = async (who: typeof ana) => {
    await desk.platform.stop()
    await desk.platform.start(desk.host)
    return desk.teams
      .posts(chatOf(who))
      .filter(({ by }) => by === bot.id)
      .map(textOf)
  }

  test('a choice from a card’s list goes out with its button, and nothing else of the card does', async () => {
    const post = await postCard()
    await desk.press(bo, post, '✓ Status', { s0: 'solved' })
    expect(invoked().at(-1)).toMatchObject({ operation: 'status', input: { ticket: '12', status: 'solved' } })
  })

  test('a button that asks first acts only at the second press', async () => {
    const post = await postCard()
    const [, , question] = actionsOf(cardIn(post))
    expect(question).toMatchObject({ type: 'Action.ShowCard', title: 'Close' })
    expect(cardText(question)).toBe('For good?')
    const inside = actionsOf(question).find(({ type }) => type === 'Action.Execute')
    await desk.invoke(bo, post.conversation, 'adaptiveCard/action', { action: inside }, { replyToId: post.id })
    expect(invoked().at(-1)).toMatchObject({ operation: 'status', input: { ticket: '12', status: 'closed' } })
  })

  test('a button of a card from another age says so, and does nothing', async () => {
    const { body } = await desk.invoke(bo, channels.agents, 'adaptiveCard/action', {
      action: { data: { a: 't:gone' } },
    })
    expect(body.value).toContain('latest card')
    const none = await desk.invoke(bo, channels.agents, 'task/fetch', { data: {} })
    expect(none.body.task.value).toContain('latest card')
    expect(invoked()).toEqual([])
  })

  test('an old client that knows no Action.Execute sends the same data as a message', async () => {
    const post = await postCard()
    const claim = actionsOf(cardIn(post)).find(({ title }) => title === 'Claim')
    const fallback = claim?.['fallback'] as { readonly type: string; readonly data: object }
    expect(fallback.type).toBe('Action.Submit')
    desk.host.onReceive(() => ({ kind: 'private', content: { text: say('You have #12.') } }))
    const message = desk.teams.activity(bo, post.conversation, {
      type: 'message',
      replyToId: post.id,
      value: fallback.data,
    })
    expect((await desk.teams.deliver(message)).status).toBe(200)
    expect(invoked().at(-1)).toMatchObject({
      operation: 'claim',
      on: { id: `${tenant}/${post.conversation}#${post.id}` },
    })
    expect(await told(bo)).toEqual(['You have #12.'])
  })

  test('a client without dialogs gets the form as a card, which becomes what came of it', async () => {
    const post = await postCard()
    desk.host.onAsk(() => ({ kind: 'form', form: assignForm }))
    const assign = actionsOf(cardIn(post)).find(({ title }) => title === 'Assign')
    const message = desk.teams.activity(bo, post.conversation, {
      type: 'message',
      replyToId: post.id,
      value: assign?.['data'] as object,
    })
    await desk.teams.deliver(message)
    await told(bo)
    const form = desk.teams.posts(post.conversation).at(-1)!
    expect(cardText(cardIn(form))).toContain('Assign · #12')
    desk.host.onReceive(() => ({ kind: 'private', content: { text: say('Sam has #12 now.') } }))
    const { body } = await desk.press(bo, form, 'Assign', { 'f.user': `${tenant}/${sam.id}` })
    expect(cardText(body.value)).toBe('Sam has #12 now.')
    expect(invoked().at(-1)).toMatchObject({
      operation: 'assign',
      input: { ticket: '12', user: { kind: 'user', id: `${tenant}/${sam.id}` } },
    })
    await told(bo)
    expect(textOf(desk.teams.post(form.id)!)).toBe('✓ Done')
  })

  test('the people picker’s person is the one that the desk knows', async () => {
    const post = await postCard()
    desk.host.onAsk(() => ({ kind: 'form', form: assignForm }))
    const { body } = await desk.press(bo, post, 'Assign')
    expect(elementsOf(body).find(({ id }) => id === 'f.user')).toMatchObject({
      'choices.data': { dataset: 'graph.microsoft.com/users' },
    })
    const submit = actionsOf(body).find(({ type }) => type === 'Action.Submit')
    const data = { ...(submit?.['data'] as object), 'f.user': sam.aadObjectId }
    await desk.invoke(bo, post.conversation, 'task/submit', { data }, { replyToId: post.id })
    expect(invoked().at(-1)).toMatchObject({
      input: { ticket: '12', user: { kind: 'user', id: `${tenant}/${sam.id}` } },
    })
  })

  test('an answer too long for a click comes in the person’s own chat', async () => {
    const post = await postCard()
    const story = Array.from({ length: 40 }, (_, i) => `line ${i} of the story`).join('\n')
    desk.host.onReceive(() => ({ kind: 'private', content: { text: say(story) } }))
    const { body } = await desk.press(bo, post, 'Claim')
    expect(body.value).toBe('The answer is in your chat with the bot.')
    expect(await told(bo)).toEqual([story])
    expect(desk.teams.posts(post.conversation)).toHaveLength(1)
  })

  test('“Create ticket” on a message hands over its words and its author', async () => {
    desk.host.onReceive(() => ({ kind: 'private', content: { text: say('#13 is open') } }))
    const messagePayload = {
      id: '1790000300000',
      replyToId: '1790000000000',
      body: { contentType: 'html', content: '<p>my <b>printer</b> burns <at id="0">Bo</at></p>' },
      from: { user: { userIdentityType: 'aadUser', id: ana.aadObjectId, displayName: ana.name } },
    }
    const { body } = await desk.invoke(bo, `${channels.help};messageid=1790000000000`, 'composeExtension/fetchTask', {
      commandId: 'new',
      messagePayload,
    })
    expect(body).toEqual({ task: { type: 'message', value: '#13 is open' } })
    const event = invoked().at(-1)!
    expect(event).toMatchObject({
      operation: 'new',
      on: { id: `${tenant}/${channels.help};messageid=1790000000000#1790000300000` },
      onFrom: { name: ana.name, user: { id: `${tenant}/${ana.id}` } },
    })
    expect(plain(event.onText ?? [])).toBe('my printer burns @Bo')
  })

  test('a 🎫 on a message that was heard opens a ticket of it; on an unknown one it is a reaction', async () => {
    const said = desk.teams.write(ana, channels.help, { text: 'my VPN is down' })
    await desk.teams.deliver(said)
    const react = (on: unknown) =>
      desk.teams.deliver(
        desk.teams.activity(bo, (said['conversation'] as { id: string }).id, {
          type: 'messageReaction',
          from: { id: bo.id },
          replyToId: on,
          reactionsAdded: [{ type: '1f3ab_ticket' }],
        }),
      )
    await react(said['id'])
    expect(invoked().at(-1)).toMatchObject({ operation: 'new', name: bo.name, onFrom: { name: ana.name } })
    await react('999')
    expect(desk.host.received.at(-1)).toMatchObject({ kind: 'reaction', emoji: '🎫', name: bo.name })
  })

  test('the search box finds tickets with the card that is posted, page by page', async () => {
    const asked: unknown[] = []
    desk.host.onAsk((question) => {
      asked.push(question)
      const first = question.kind === 'search' && question.cursor === undefined
      const item = {
        id: first ? '12' : '11',
        title: first ? '#12 · VPN' : '#11 · Mail',
        summary: 'open',
        content: { text: say('x'), card: ticket },
      }
      return { items: [item], ...(first && { next: '12' }) } satisfies Page as never
    })
    const query = (skip: number) =>
      desk.invoke(bo, channels.agents, 'composeExtension/query', {
        commandId: 'list',
        parameters: [{ name: 'query', value: 'vpn' }],
        queryOptions: { skip, count: 25 },
      })
    const { body } = await query(0)
    expect(asked[0]).toMatchObject({ kind: 'search', operation: 'list', typed: 'vpn' })
    expect(body.composeExtension).toMatchObject({
      type: 'result',
      attachments: [{ preview: { content: { title: '#12 · VPN' } } }],
    })
    expect(elementsOf(body).map(({ title }) => title)).toContain('Claim')
    expect((await query(1)).body.composeExtension.attachments[0].preview.content.title).toBe('#11 · Mail')
    desk.host.onAsk(() => ({ items: [] }) as never)
    expect((await query(0)).body.composeExtension.type).toBe('message')
  })

  test('a file for one person goes out when they agree to it, and is not sent when they do not', async () => {
    const bytes = Buffer.from('how to restart the VPN')
    const file = {
      platform: 'desk',
      kind: 'file',
      id: 'd/1',
      name: 'steps.txt',
      size: bytes.length,
      type: 'text/plain',
    } as const
    desk.host.keep(file, bytes)
    const place = await desk.platform.direct({ platform: 'teams', kind: 'user', id: `${tenant}/${ana.id}` })
    await desk.platform.post(place, { text: say('see the file'), files: [file] }, 'k')
    const post = desk.teams.posts(chatOf(ana)).at(-1)!
    const card = post.attachments.find(({ contentType }) => contentType.endsWith('file.consent'))
    expect(card).toMatchObject({ name: 'steps.txt', content: { sizeInBytes: bytes.length } })
    const context = (card?.content as { acceptContext?: object } | undefined)?.acceptContext
    const uploadInfo = {
      uploadUrl: `${desk.teams.serviceUrl}upload/steps.txt`,
      contentUrl: 'https://contoso-my.sharepoint.com/steps.txt',
      name: 'steps.txt',
      uniqueId: 'u',
      fileType: 'txt',
    }
    const consent = { type: 'fileUpload', action: 'accept', context, uploadInfo }
    expect((await desk.invoke(ana, chatOf(ana), 'fileConsent/invoke', consent, { replyToId: post.id })).status).toBe(
      200,
    )
    await told(ana)
    expect(desk.teams.uploads.map((one) => one.bytes)).toEqual([bytes])
    expect(desk.teams.post(post.id)?.attachments[0]).toMatchObject({
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      name: 'steps.txt',
    })
    await desk.invoke(ana, chatOf(ana), 'fileConsent/invoke', { ...consent, action: 'decline' }, { replyToId: post.id })
    await told(ana)
    expect(desk.teams.uploads).toHaveLength(1)
    expect(desk.teams.post(post.id)?.text).toContain('declined')
  })

  test('a file’s bytes are put nowhere but into Microsoft’s storage', async () => {
    const context = { file: { platform: 'desk', kind: 'file', id: 'd/1', name: 'x', size: 1, type: '' } }
    const uploadInfo = { uploadUrl: 'http://169.254.169.254/latest' }
    expect(
      (await desk.invoke(ana, chatOf(ana), 'fileConsent/invoke', { action: 'accept', context, uploadInfo })).status,
    ).toBe(200)
    await told(ana)
    expect(desk.teams.uploads).toEqual([])
  })

  test('who was added asks what the channel is for, in the adder’s own chat', async () => {
    desk.host.onReceive((event) =>
      event.kind === 'lifecycle'
        ? { kind: 'private', content: { text: say('What is this channel for?') } }
        : { kind: 'none' },
    )
    await desk.teams.deliver(
      desk.teams.activity(bo, channels.help, { type: 'conversationUpdate', membersAdded: [{ id: bot.id }] }),
    )
    expect(desk.host.received.at(-1)).toMatchObject({ kind: 'lifecycle', what: 'joined' })
    expect(await told(bo)).toEqual(['What is this channel for?'])
  })

  test('a word of the menu that needs more opens its form in the bot’s own chat', async () => {
    desk.host.onAsk(() => ({ kind: 'form', form: { ...assignForm, operation: 'claim', title: 'Claim' } }))
    await desk.teams.deliver(desk.teams.write(bo, chatOf(bo), { text: 'claim' }))
    expect((await told(bo)).at(-1)).toContain('Claim')
    expect(desk.host.received).toEqual([])
  })
})
