import {
  recentMap,
  say,
  type ButtonAction,
  type Answer,
  type Arrival,
  type Inbound,
  type MessageArrived,
  type PostRef,
} from '../../src/platform'
import type { Activity } from './payload'
import { readCommand } from './commands'
import type { Forms } from './forms-open'
import { withSizes } from './files'
import { placeRef, readPlace, readPost, readUser } from './refs'
import { localeIn, toInbound } from './inbound'
import type { Interactions } from './interactions'
import { dialogWords, messageReply, tell, type Reply } from './interactions-answer'
import type { Session } from './session'
import { faultWords, usageWords, wordsFor } from './words'

const nameMs = 3000

/** Hands over what people said and did. Resolves once the desk has stored it all; answers go to the person's chat. */
const createListener = (session: Session, forms: Forms): ((activity: Activity) => Promise<void>) => {
  const { host, outgoing, directory, settings, later } = session
  const recent = openRecent()

  /** Reactions and updates do not carry the sender's name. */
  const named = async <E extends Inbound>(event: E, activity: Activity): Promise<E> => {
    if (event.name !== '' || event.kind === 'typing') return event
    const { tenant, user } = readUser(event.from.id)
    const known = await directory.person(tenant, user)
    if (known) return { ...event, name: known.name }
    const { base } = readPlace(`${tenant}/${activity.conversation.id}`)
    const found = await within(
      nameMs,
      outgoing.member(tenant, base, user).catch(() => undefined),
    )
    return { ...event, name: found?.name || 'Teams' }
  }

  /** 🎫 and the like on a message whose words passed here not long ago. */
  const asOperation = (event: Inbound): Inbound => {
    if (event.kind !== 'reaction' || !event.added) return event
    const operation = host.operations.find(({ reaction }) => reaction === event.emoji)
    const message = recent.find(event.post.id)
    if (!operation || !message) return event
    const { post, emoji: _emoji, added: _added, ...arrival } = event
    const onFrom = { user: message.from, name: message.name }
    return { ...arrival, kind: 'invoke', operation: operation.name, input: {}, on: post, onText: message.text, onFrom }
  }

  /** Below what was written: a channel's message has its chain. */
  const openForm = async (event: Arrival, post: PostRef, action: ButtonAction): Promise<void> => {
    const { tenant, id } = readPost(post.id)
    const refused = await forms.inConversation(event, placeRef(tenant, id), action)
    if (refused) later(async () => tell(session, event, refused))
  }
  const show = async (event: Inbound, answer: Answer): Promise<void> => {
    if (answer.kind === 'private') later(async () => tell(session, event, answer.content))
  }

  const heard = async (message: MessageArrived): Promise<void> => {
    const line = {
      text: message.text,
      ...(message.locale && { locale: message.locale }),
      addressed: message.addressed === true,
      direct: message.direct,
      thread: message.parent !== undefined,
    }
    const command = readCommand(line, host.operations)
    const { post, replyTo: _replyTo, text, files: _files, addressed: _addressed, ...arrival } = message
    switch (command?.kind) {
      case 'invoke': {
        const { operation, input } = command
        const event: Inbound = { ...arrival, kind: 'invoke', operation, input }
        const answer = await host.receive(event)
        if (answer.kind === 'form') return openForm(arrival, post, { operation, input })
        if (answer.kind !== 'invalid') return show(event, answer)
        // First why, then the form in which it can be mended.
        return later(async () => {
          await tell(session, event, { text: say(faultWords(answer.fields)) })
          await openForm(arrival, post, { operation, input })
        })
      }
      case 'form':
        return openForm(arrival, post, { operation: command.operation, input: {} })
      case 'unread':
        return later(async () => tell(session, arrival, { text: say(usageWords(command.parsed, message.locale)) }))
      case 'marked':
        return show(message, await host.receive({ ...message, text: marked(text) }))
      case undefined:
        recent.keep(message)
        return show(message, await host.receive(message))
    }
  }

  return async (activity) => {
    for (const raw of toInbound(activity)) {
      const event = asOperation(await withSizes(await named(raw, activity), settings))
      if (event.kind === 'message') await heard(event)
      else await show(event, await host.receive(event))
    }
  }
}

/** Teams waits 15 s and then sends the same again. */
const patienceMs = 12_000

export interface Reception {
  /** A verified activity. Resolves with the answer once what it tells is stored; rejects when Teams should send it again. */
  take(activity: Activity): Promise<Reply>
}

export const createReception = (session: Session, interactions: Interactions): Reception => {
  const { host, directory } = session
  const listen = createListener(session, interactions.forms)

  const tooSlow = (activity: Activity, reply: Promise<Reply>): Reply => {
    host.log.warn({ name: activity.name }, 'an answer took longer than Teams waits')
    reply.catch((error: unknown) => host.log.error({ error }, 'a slow answer failed'))
    const words = wordsFor(localeIn(activity)).slow
    return activity.name === 'adaptiveCard/action' ? messageReply(words) : dialogWords(words)
  }

  const take = async (activity: Activity): Promise<Reply> => {
    await directory.learn(activity)
    if (activity.type === 'invoke') {
      if (activity.from?.id === undefined || activity.id === undefined) return { status: 400 }
      const reply = interactions.invoke(activity)
      return (await within(patienceMs, reply)) ?? tooSlow(activity, reply)
    }
    if (activity.type !== 'message' || !(await interactions.submitted(activity))) await listen(activity)
    return { status: 200 }
  }
  return { take }
}

/** The same words behind a `!`, which the desk reads as a command where an agent wrote it. */
const marked = (text: MessageArrived['text']): MessageArrived['text'] => {
  const [first, ...rest] = text
  if (first?.kind !== 'paragraph') return text
  return [{ ...first, inlines: [{ kind: 'text', text: '!' }, ...first.inlines] }, ...rest]
}

/** Undefined when it takes longer. */
const within = async <T>(ms: number, work: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** The last messages heard by this process. The connector has no call that reads one. */
const openRecent = (): { keep(message: MessageArrived): void; find(post: string): MessageArrived | undefined } => {
  const messages = recentMap<MessageArrived>(1000)
  const keyOf = (id: string): string => {
    const { tenant, base, activity } = readPost(id)
    return `${tenant}/${base}#${activity}`
  }
  return {
    keep(message) {
      messages.set(keyOf(message.post.id), message)
    },
    find: (post) => messages.get(keyOf(post)),
  }
}
