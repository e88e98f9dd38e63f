import { say, type ButtonAction, type Answer, type OperationInvoked } from '../../src/platform'
import { fieldsOf, stringIn, tenantOf, type Activity } from './payload'
import { readConsent, upload } from './files'
import { createForms, readData, type Forms } from './forms-open'
import { placeRef, userRef } from './refs'
import { arrivalOf, localeIn, postIn } from './inbound'
import { messageIn } from './inbound-message'
import { printCardText } from './markdown-print'
import { cardOf } from './render'
import {
  answerWith,
  cardReply,
  dialogReply,
  dialogWords,
  messageReply,
  ok,
  shortWords,
  tell,
  type Reply,
} from './interactions-answer'
import type { Session } from './session'
import { searchResult } from './interactions-search'
import { faultWords, wordsFor } from './words'

/** Doors at which Teams waits for an answer: clicks, dialogs, the message menu, the search box. */
export interface Interactions {
  readonly forms: Forms
  invoke(activity: Activity): Promise<Reply>
  /** A card's data that came as a message, from clients without Action.Execute. False: it is none. */
  submitted(activity: Activity): Promise<boolean>
}

export const createInteractions = (session: Session): Interactions => {
  const { host, outgoing, settings, later } = session
  const forms = createForms(session)

  const invoked = (
    activity: Activity,
    action: ButtonAction,
    more: Partial<OperationInvoked> = {},
  ): OperationInvoked => ({
    ...arrivalOf(activity, 'invoke', activity.replyToId),
    kind: 'invoke',
    operation: action.operation,
    input: action.input,
    ...(activity.replyToId !== undefined && { on: postIn(activity, activity.replyToId) }),
    ...more,
  })
  const placeOf = (activity: Activity) => placeRef(tenantOf(activity), activity.conversation.id)

  /** Shows the desk's answer in a dialog. */
  const inDialog = async (
    activity: Activity,
    event: OperationInvoked,
    action: ButtonAction,
    got: Answer,
    data: unknown,
  ): Promise<Reply> => {
    const words = wordsFor(event.locale)
    switch (got.kind) {
      case 'private':
        return answerWith(session, event, got.content, dialogWords)
      case 'invalid': {
        const drawn = await forms.again(event, action, data, 'dialog', got.fields)
        return drawn ? dialogReply(drawn) : dialogWords(faultWords(got.fields))
      }
      case 'form': {
        const drawn = await forms.draw(tenantOf(activity), event.locale, got.form, 'dialog')
        return drawn ? dialogReply(drawn) : dialogWords(words.formNotHere)
      }
      case 'none':
        return dialogWords(words.done)
    }
  }
  const submitDialog = async (activity: Activity, data: unknown, more?: Partial<OperationInvoked>): Promise<Reply> => {
    const action = await forms.pressed(data)
    if (!action) return dialogWords(wordsFor(localeIn(activity)).cannot)
    const event = invoked(activity, await forms.filled(activity, action, data), more)
    return inDialog(activity, event, action, await host.receive(event), data)
  }

  /** A filled card of the conversation: it turns into what became of it, for everybody else without the private words. */
  const submitCard = async (activity: Activity, action: ButtonAction, data: unknown): Promise<Reply> => {
    const event = invoked(activity, await forms.filled(activity, action, data))
    const words = wordsFor(event.locale)
    const got = await host.receive(event)
    if (got.kind === 'invalid') {
      const drawn = await forms.again(event, action, data, 'conversation', got.fields)
      return drawn ? cardReply(drawn.card) : messageReply(faultWords(got.fields))
    }
    const { on } = event
    if (on) later(async () => outgoing.edit(on, { text: say(words.done) }))
    const short = got.kind === 'private' ? shortWords(got.content) : words.done
    if (got.kind === 'private' && short === undefined) later(async () => tell(session, event, got.content))
    return cardReply(cardOf(printCardText(say(short ?? words.asDirect)), short ?? words.asDirect))
  }

  const press = async (activity: Activity, data: unknown): Promise<Reply> => {
    const words = wordsFor(localeIn(activity))
    const read = readData(data)
    const action = await forms.pressed(data)
    if (!action) return messageReply(words.cannot)
    if (read?.k !== undefined) return submitCard(activity, action, data)
    const event = invoked(activity, action)
    if (read?.f !== undefined) {
      const refused = await forms.inConversation(event, placeOf(activity), action)
      return refused ? answerWith(session, event, refused, messageReply) : messageReply(words.below)
    }
    const got = await host.receive(event)
    if (got.kind === 'private') {
      const short = got.closes === true && event.direct ? shortWords(got.content) : undefined
      // In the person's own chat the answer takes the place of the question that was pressed.
      if (short !== undefined) return cardReply(cardOf(printCardText(say(short)), short))
      return answerWith(session, event, got.content, messageReply)
    }
    if (got.kind === 'invalid') return messageReply(faultWords(got.fields))
    if (got.kind === 'none') return messageReply(words.done)
    const drawn = await forms.draw(tenantOf(activity), event.locale, got.form, 'conversation')
    return drawn ? cardReply(drawn.card) : messageReply(words.formNotHere)
  }

  /** An operation of the message menu: at once when it needs nothing more, else its form first. */
  const fromMessage = async (activity: Activity): Promise<Reply> => {
    const operation = host.operations.find(({ name }) => name === stringIn(activity.value, 'commandId'))
    if (!operation) return dialogWords(wordsFor(localeIn(activity)).cannot)
    const action: ButtonAction = { operation: operation.name, input: {} }
    const about = await aboutMessage(activity)
    const event = invoked(activity, action, about)
    const asks = operation.fields.some(({ name, required }) => required && name !== 'ticket')
    if (!about || asks) return forms.dialog(activity, event, action)
    const got = await host.receive(event)
    return got.kind === 'invalid'
      ? forms.dialog(activity, event, action)
      : inDialog(activity, event, action, got, undefined)
  }
  const aboutMessage = async (activity: Activity): Promise<Partial<OperationInvoked> | undefined> => {
    const message = messageIn(activity)
    if (!message) return undefined
    const { author, post: on, text: onText } = message
    if (!author) return { on, onText }
    const tenant = tenantOf(activity)
    const user = (await forms.userOf(tenant, activity.conversation.id, author.id)) ?? userRef(tenant, author.id)
    return { on, onText, onFrom: { user, name: author.name } }
  }

  const consent = (activity: Activity): Reply => {
    const read = readConsent(activity.value)
    const on = activity.replyToId === undefined ? undefined : postIn(activity, activity.replyToId)
    const show = async (message: object): Promise<unknown> =>
      on ? outgoing.change(on, message) : outgoing.send(placeOf(activity), message)
    if (read)
      later(async () => {
        if (!read.accepted)
          return show({ type: 'message', text: wordsFor(localeIn(activity)).declined(read.file.name) })
        const info = await upload(read, host, settings)
        return show({ type: 'message', attachments: [info] })
      })
    return ok()
  }

  const invoke = async (activity: Activity): Promise<Reply> => {
    const value = fieldsOf(activity.value)
    switch (activity.name) {
      case 'adaptiveCard/action':
        return press(activity, fieldsOf(value['action'])['data'])
      case 'task/fetch': {
        const action = await forms.pressed(value['data'])
        if (!action) return dialogWords(wordsFor(localeIn(activity)).cannot)
        return forms.dialog(activity, invoked(activity, action), action)
      }
      case 'task/submit':
        return submitDialog(activity, value['data'])
      case 'composeExtension/query':
        return ok(await searchResult(activity, { host, outgoing }))
      case 'composeExtension/fetchTask':
        return fromMessage(activity)
      case 'composeExtension/submitAction':
        return submitDialog(activity, value['data'], await aboutMessage(activity))
      case 'fileConsent/invoke':
        return consent(activity)
      default:
        return { status: 501 }
    }
  }

  const submitted = async (activity: Activity): Promise<boolean> => {
    const data = activity.value
    const read = readData(data)
    if (!read) return false
    const action = await forms.pressed(data)
    const event = invoked(activity, action ?? { operation: '', input: {} })
    const told = (content: Parameters<typeof tell>[2]): void => later(async () => tell(session, event, content))
    if (!action) told({ text: say(wordsFor(event.locale).cannot) })
    else if (read.f !== undefined) {
      const refused = await forms.inConversation(event, placeOf(activity), action)
      if (refused) told(refused)
    } else {
      const whole = read.k === undefined ? action : await forms.filled(activity, action, data)
      const got = await host.receive({ ...event, ...whole })
      if (got.kind === 'private') told(got.content)
      if (got.kind === 'invalid') told({ text: say(faultWords(got.fields)) })
    }
    return true
  }

  return { forms, invoke, submitted }
}
