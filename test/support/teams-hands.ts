import { setTimeout as delay } from 'node:timers/promises'
import { decodeAction } from '../../src/platform'
import { placeRef, userRef } from '../../adapters/teams/refs'
import { cardBytes } from '../../adapters/teams/limits'
import { nothing, type Hands, type OpenField, type OpenForm, type Pressable, type Used, type Who } from './hands'
import type { TeamsDesk } from './teams-desk'
import {
  bot,
  cardIn,
  cardText,
  channels,
  chatOf,
  elementsOf,
  tenant,
  textOf,
  type FakePerson,
  type FakePost,
} from './teams-fake'

interface Parts {
  readonly teams: TeamsDesk
  readonly who: Readonly<Record<Who, FakePerson>>
  readonly types: (by: Who, line: string) => Promise<FakePost>
}
type Element = ReturnType<typeof elementsOf>[number]
interface Body {
  readonly type?: string
  readonly value?: unknown
  readonly task?: { readonly type: string; readonly value: unknown }
}

/** Presses, picks and sends as people do in Teams’ clients. */
export const teamsHands = ({ teams, who, types }: Parts): Hands => {
  const { teams: fake } = teams
  let locale = 'en-US'
  const isForm = (card: unknown): boolean =>
    elementsOf(card).some(({ id }) => typeof id === 'string' && id.startsWith('f.'))
  const ownChat = (by: Who): readonly FakePost[] => fake.posts(chatOf(who[by])).filter((post) => post.by === bot.id)
  const cardFaults = (card: unknown): string[] => {
    if (card === undefined) return []
    const elements = elementsOf(card)
    const ids = elements.flatMap(({ type, id }) => (type?.startsWith('Input.') ? [String(id)] : []))
    return [
      ...(Buffer.byteLength(JSON.stringify(card)) > cardBytes ? ['the card is too large'] : []),
      ...(new Set(ids).size < ids.length ? ['two inputs with one id'] : []),
      ...elements.flatMap(({ type, actions }) =>
        type === 'ActionSet' && (actions as unknown[]).length > 6 ? ['a row has more buttons than Teams shows'] : [],
      ),
      ...elements.flatMap(({ type, title }) =>
        type?.startsWith('Action.') && String(title ?? '').trim() === '' ? ['a button without words'] : [],
      ),
    ]
  }
  /** Posts that come after the answer, in the person's own chat or below what was pressed. */
  const after = async (by: Who, chat: number, conversation: string, below: number): Promise<readonly FakePost[]> => {
    const come = () => [
      ...ownChat(by).slice(chat),
      ...(conversation === chatOf(who[by]) ? [] : fake.posts(conversation).slice(below)),
    ]
    for (let turn = 0; turn < 60 && come().length === 0; turn++) await delay(5)
    return come()
  }
  const sends = async (by: Who, conversation: string, more: object): Promise<Used> => {
    const chat = ownChat(by).length
    const below = fake.posts(conversation).length
    const { status, body } = await fake.deliver(fake.activity(who[by], conversation, { locale, ...more }))
    if (status !== 200) return { ...nothing, faults: [`the bot answered ${status}`] }
    return read(by, conversation, (body ?? {}) as Body, chat, below)
  }
  const read = async (
    by: Who,
    conversation: string,
    { type, value, task }: Body,
    chat: number,
    below: number,
  ): Promise<Used> => {
    const answered = task?.value ?? value
    const card =
      typeof answered === 'object' && answered !== null
        ? ((answered as { card?: { content?: unknown } }).card?.content ?? answered)
        : undefined
    const isAside = typeof answered === 'string' && /our own chat|nuestro chat|below|abajo|debajo/i.test(answered)
    const posts = isAside || answered === undefined ? await after(by, chat, conversation, below) : []
    const posted = posts.find((post) => isForm(cardIn(post)))
    const faulty = elementsOf(card).some(
      ({ inlines }) => (inlines as readonly { color?: string }[] | undefined)?.[0]?.color === 'Attention',
    )
    const form = isForm(card)
      ? formOf(by, conversation, card, task !== undefined)
      : posted
        ? formOf(by, posted.conversation, cardIn(posted), false, posted)
        : undefined
    return {
      words: [
        ...(typeof answered === 'string' && !isAside ? [answered] : []),
        ...(card !== undefined && !isForm(card) ? [cardText(card)] : []),
        ...posts.filter((post) => post !== posted).map(textOf),
      ],
      controls: posts.flatMap((post) => controlsOf(post, by)),
      ...(form && !faulty && { form }),
      ...(faulty && { invalid: cardText(card) }),
      faults: [
        ...cardFaults(card),
        ...posts.flatMap((post) => cardFaults(cardIn(post))),
        ...(type === '' ? ['no answer'] : []),
      ],
    }
  }
  const formOf = (by: Who, conversation: string, card: unknown, isDialog: boolean, post?: FakePost): OpenForm => ({
    fields: elementsOf(card).flatMap((element) => (element.type?.startsWith('Input.') ? [fieldOf(element)] : [])),
    async send(values) {
      const submit = elementsOf(card).findLast(({ type }) => type === (isDialog ? 'Action.Submit' : 'Action.Execute'))
      const typed = Object.fromEntries(Object.entries(values).map(([name, value]) => [`f.${name}`, value]))
      const data = { ...(submit?.['data'] as object), ...typed }
      return sends(by, conversation, {
        type: 'invoke',
        name: isDialog ? 'task/submit' : 'adaptiveCard/action',
        ...(post && { replyToId: post.id }),
        value: isDialog ? { data } : { action: { type: 'Action.Execute', verb: submit?.['verb'], data } },
      })
    },
  })
  const controlsOf = (post: FakePost, owner?: Who): readonly Pressable[] => {
    const card = cardIn(post)
    if (card === undefined || isForm(card)) return []
    const selects = elementsOf(card).filter(({ type }) => type === 'Input.ChoiceSet')
    return elementsOf(card).flatMap((element): Pressable[] => {
      const data = element['data'] as { a?: string; s?: string } | undefined
      if (!element.type?.startsWith('Action.') || data?.a === undefined) return []
      const select = selects.find(({ id }) => data.s !== undefined && id === data.s)
      return [
        {
          label: String(element['title']),
          action: decodeAction(data.a),
          only: owner ?? (Object.keys(who) as Who[]).find((one) => chatOf(who[one]) === post.conversation),
          place:
            post.conversation.startsWith(channels.agents) || post.conversation.startsWith(channels.supervisors)
              ? 'agents'
              : post.conversation.startsWith('a:')
                ? 'private'
                : 'customers',
          values: ((select?.['choices'] ?? []) as { value: string }[]).map(({ value }) => value),
          use: (by, value) =>
            press(by, post, element, data.s === undefined || value === undefined ? {} : { [data.s]: value }),
        },
      ]
    })
  }
  const press = async (by: Who, post: FakePost, element: Element, inputs: object): Promise<Used> => {
    const data = { ...(element['data'] as object), ...inputs }
    const opensDialog = element.type === 'Action.Submit'
    return sends(by, post.conversation, {
      type: 'invoke',
      name: opensDialog ? 'task/fetch' : 'adaptiveCard/action',
      replyToId: post.id,
      value: opensDialog ? { data } : { action: { type: element.type, verb: element['verb'], data } },
    })
  }
  const places = [...Object.values(channels).flatMap((channel) => [channel]), ...Object.values(who).map(chatOf)]

  return {
    posted: () =>
      places
        .flatMap((place) => (place.startsWith('a:') ? fake.posts(place) : fake.everywhere(place)))
        .filter((post) => post.by === bot.id)
        .flatMap((post) => controlsOf(post)),
    async types(by, line) {
      const chat = ownChat(by).length
      const { conversation } = await types(by, line)
      const posts = await after(by, chat, conversation, fake.posts(conversation).length)
      const all = [...posts, ...fake.posts(conversation).filter((post) => post.by === bot.id)]
      const posted = all.find((post) => isForm(cardIn(post)))
      return {
        words: all.filter((post) => post !== posted).map(textOf),
        controls: all.flatMap((post) => controlsOf(post, by)),
        ...(posted && { form: formOf(by, posted.conversation, cardIn(posted), false, posted) }),
        faults: all.flatMap((post) => cardFaults(cardIn(post))),
      }
    },
    person: (one) => userRef(tenant, who[one].id).id,
    channel: () => placeRef(tenant, channels.lounge).id,
    speak: (spoken) => {
      locale = spoken
    },
  }
}

const fieldOf = (element: Element): OpenField => {
  const { type } = element
  const choices = ((element['choices'] ?? []) as { value: string }[]).map(({ value }) => value)
  const query = (element['choices.data'] as { dataset?: string } | undefined)?.dataset
  return {
    name: String(element['id']).replace(/^f\./, ''),
    kind: query !== undefined ? 'person' : type === 'Input.Toggle' ? 'flag' : choices.length > 0 ? 'choice' : 'text',
    required: element['isRequired'] === true,
    choices,
    value: typeof element['value'] === 'string' ? element['value'] : undefined,
  }
}
