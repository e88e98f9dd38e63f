import { randomUUID } from 'node:crypto'
import type { ConnectorClient } from 'botframework-connector'
import {
  DeliveryFailure,
  packAction,
  type Content,
  type Control,
  type FileRef,
  type Host,
  type PlaceRef,
  type PostRef,
  type UserRef,
} from '../../src/platform'
import type { Sdk } from './connect-sdk'
import { toFailure, type CallKind } from './outgoing-call'
import {
  chainOf,
  placeRef,
  platformName,
  postRef,
  readPlace,
  readPost,
  readUser,
  userRef,
  type Conversation,
} from './refs'
import { limits } from './limits'
import { measure } from './markdown-print'
import type { KnownPerson, Directory, Service } from './directory'
import { render, type Drawing, type Mentioned, type Message } from './render'
import type { Settings } from './settings'

/** Longest wait for the connector: the courier gives a call 30 s. */
const callMs = 20_000
const options = { requestOptions: { timeout: callMs } } as never

/** Calls of the bot to Teams. Every function throws DeliveryFailure and nothing else, and tries once. */
export interface Outgoing {
  post(to: PlaceRef, content: Content): Promise<PostRef>
  edit(post: PostRef, content: Content): Promise<void>
  remove(post: PostRef): Promise<void>
  typing(place: PlaceRef): Promise<void>
  direct(user: UserRef): Promise<PlaceRef>
  /** An activity as it is: a form's card, a file's card. */
  send(to: PlaceRef, activity: object): Promise<PostRef>
  change(post: PostRef, activity: object): Promise<void>
  person(user: UserRef): Promise<KnownPerson>
  members(tenant: string, conversation: string): Promise<readonly UserRef[]>
  /** Somebody in this conversation, by either of the ids that Teams has for people. */
  member(tenant: string, conversation: string, id: string): Promise<KnownPerson>
  /** Ids of a card's actions, made before it is drawn. */
  drawing(content: Content): Promise<Drawing>
  /** The header that this connector's attachments want; none with the emulator. */
  authorization(serviceUrl: string): Promise<string | undefined>
}

export const createOutgoing = (sdk: Sdk, settings: Settings, host: Host, directory: Directory): Outgoing => {
  const actions = host.memory('actions')

  const call = async <T>(kind: CallKind, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toFailure(error, kind)
    }
  }
  const serviceOf = async ({ tenant, base }: Pick<Conversation, 'tenant' | 'base'>): Promise<Service> => {
    const service = await directory.service(tenant, base)
    if (!service) throw new DeliveryFailure('gone', `the bot is in no conversation of the organisation ${tenant}`)
    return service
  }
  const reach = async (at: Conversation): Promise<{ service: Service; client: ConnectorClient }> =>
    call('change', async () => {
      const service = await serviceOf(at)
      return { service, client: await sdk.connector(service.serviceUrl) }
    })

  const send = async (to: PlaceRef, activity: object): Promise<PostRef> => {
    const at = readPlace(to.id)
    const { service, client } = await reach(at)
    const full = { ...activity, from: service.bot, conversation: { id: at.id } }
    const { id } = await call('create', async () =>
      client.conversations.sendToConversation(at.id, full as never, options),
    )
    if (!id) throw new DeliveryFailure('unclear', 'the connector did not say which message it made')
    const begins = at.root === undefined && (await directory.isChannel(at.tenant, at.base))
    return postRef(at.tenant, begins ? chainOf(at.base, id) : at.id, id)
  }
  const change = async (post: PostRef, activity: object): Promise<void> => {
    const at = readPost(post.id)
    const { service, client } = await reach(at)
    const full = { ...activity, id: at.activity, from: service.bot, conversation: { id: at.id } }
    await call('change', async () => client.conversations.updateActivity(at.id, at.activity, full as never, options))
  }

  const drawing = async (content: Content): Promise<Drawing> => {
    const all = content.card?.blocks.flatMap((block) => (block.kind === 'controls' ? block.controls : [])) ?? []
    const doing = all.filter((control): control is Exclude<Control, { kind: 'link' }> => control.kind !== 'link')
    const ids = await Promise.all(
      doing.map(async (control) => [control, await packAction(control, limits.actionId, actions)] as const),
    )
    const byControl = new Map<Control, string>(ids)
    return { idOf: (control) => byControl.get(control) ?? '', dialogs: settings.dialogs }
  }
  const mentionsOf = async (content: Content): Promise<readonly Mentioned[]> => {
    const users = (content.mentions ?? []).filter(({ platform }) => platform === platformName)
    const people = await Promise.all(users.map(async (user) => person(user).catch(() => undefined)))
    return people.filter((one) => one !== undefined)
  }
  const messageOf = async (content: Content, tenant: string): Promise<object> => {
    if (measure(content.text) > limits.text)
      throw new DeliveryFailure('refused', `a post may have ${limits.text} bytes, and this one has more`)
    const [mentions, drawn] = await Promise.all([mentionsOf(content), drawing(content)])
    const message = render(content, mentions, drawn)
    const [file] = content.files ?? []
    return file ? withFile(message, file, tenant) : message
  }

  const person = async (user: UserRef): Promise<KnownPerson> => {
    const { tenant, user: id } = readUser(user.id)
    const known = await directory.person(tenant, id)
    if (known) return known
    return member(tenant, readPlace((await direct(user)).id).base, id)
  }
  const member = async (tenant: string, conversation: string, asked: string): Promise<KnownPerson> => {
    const { client } = await reach({ tenant, id: conversation, base: conversation })
    const found = (await call('change', async () =>
      client.conversations.getConversationMember(conversation, asked, options),
    )) as unknown as { readonly id?: string; readonly name?: string; readonly aadObjectId?: string }
    const { id = asked, name = '', aadObjectId } = found
    const person = { id, name, place: conversation, ...(aadObjectId && { aad: aadObjectId }) }
    if (name) await directory.keepPerson(tenant, person)
    return person
  }

  const direct = async (user: UserRef): Promise<PlaceRef> => {
    const { tenant, user: id } = readUser(user.id)
    const known = await directory.direct(tenant, id)
    if (known !== undefined) return placeRef(tenant, known)
    const { service, client } = await reach({ tenant, id: '', base: '' })
    const wanted = {
      isGroup: false,
      bot: service.bot,
      members: [{ id }],
      tenantId: tenant,
      channelData: { tenant: { id: tenant } },
    }
    // Asked again, Teams gives the same chat.
    const made = await call('change', async () => client.conversations.createConversation(wanted as never, options))
    await directory.keepDirect(tenant, id, made.id)
    return placeRef(tenant, made.id)
  }

  return {
    send,
    change,
    drawing,
    direct,
    person,
    member,
    post: async (to, content) =>
      send(to, await call('change', async () => messageOf(content, readPlace(to.id).tenant))),
    edit: async (post, content) =>
      change(post, await call('change', async () => messageOf(content, readPost(post.id).tenant))),
    async remove(post) {
      const at = readPost(post.id)
      const { client } = await reach(at)
      await call('change', async () => client.conversations.deleteActivity(at.id, at.activity, options)).catch(
        (error: unknown) => {
          if (!(error instanceof DeliveryFailure) || error.kind !== 'gone') throw error
        },
      )
    },
    async typing(place) {
      const at = readPlace(place.id)
      // Channels do not show it.
      if (await directory.isChannel(at.tenant, at.base)) return
      const { service, client } = await reach(at)
      const activity = { type: 'typing', from: service.bot, conversation: { id: at.id } }
      await call('change', async () => client.conversations.sendToConversation(at.id, activity as never, options))
    },
    async members(tenant, conversation) {
      const { client } = await reach({ tenant, id: conversation, base: conversation })
      const users: UserRef[] = []
      let continuationToken: string | undefined
      do {
        const asked = { pageSize: 200, ...(continuationToken && { continuationToken }) }
        const page = await call('change', async () => pageOf(client, conversation, asked))
        users.push(...page.members.map(({ id }) => userRef(tenant, id)))
        continuationToken = page.continuationToken || undefined
      } while (continuationToken !== undefined)
      return users
    },
    async authorization(serviceUrl) {
      const client = await call('change', async () => sdk.connector(serviceUrl))
      const { credentials } = client as unknown as { credentials?: { appId?: string; getToken?(): Promise<string> } }
      const token = credentials?.appId ? await call('change', async () => credentials.getToken?.()) : undefined
      return token && `Bearer ${token}`
    },
  }
}

interface MembersPage {
  readonly members: readonly { readonly id: string }[]
  readonly continuationToken?: string
}
/** The SDK's overloads for callbacks hide what it returns. */
const pageOf = async (client: ConnectorClient, conversation: string, asked: object): Promise<MembersPage> =>
  (await client.conversations.getConversationPagedMembers(conversation, asked as never)) as unknown as MembersPage

/** Teams takes a bot's file only when the person agrees to it: the bytes go out with the consent (`files.ts`). */
const withFile = (message: Message, file: FileRef, tenant: string): object => {
  const context = { file: { ...file }, tenant, ask: randomUUID() }
  const consent = {
    contentType: 'application/vnd.microsoft.teams.card.file.consent',
    name: file.name,
    content: {
      description: file.name,
      sizeInBytes: Math.max(0, file.size),
      acceptContext: context,
      declineContext: context,
    },
  }
  return { ...message, attachments: [...(message.attachments ?? []), consent] }
}
