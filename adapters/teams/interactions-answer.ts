import { clip, fit, plain, type Arrival, type Content, defined } from '../../src/platform'
import { limits } from './limits'
import { measure } from './markdown-print'
import { cardType, type AdaptiveCard } from './render'
import type { Session } from './session'
import { fitWordsFor, wordsFor } from './words'

/** Answer to a request of Teams. */
export interface Reply {
  readonly status: number
  readonly body?: unknown
}

export const ok = (body?: unknown): Reply => ({ status: 200, ...defined({ body }) })
/** A click answered with a card: it takes the place of the one that was clicked, for this person. */
export const cardReply = (card: AdaptiveCard): Reply => ok({ statusCode: 200, type: cardType, value: card })
/** A click answered with a line, that this person alone sees below the card. */
export const messageReply = (text: string): Reply =>
  ok({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text })
export const dialogReply = ({ title, card }: { readonly title: string; readonly card: AdaptiveCard }): Reply =>
  ok({
    task: {
      type: 'continue',
      value: {
        title: clip(title, 64),
        height: 'medium',
        width: 'medium',
        card: { contentType: cardType, content: card },
      },
    },
  })
/** A dialog that only says something. */
export const dialogWords = (text: string): Reply => ok({ task: { type: 'message', value: text } })

const shortest = 500
/** Words that a click's own answer can hold; longer ones, cards and files go to the person's chat. */
export const shortWords = ({ card, files, text }: Content): string | undefined => {
  const words = plain(text)
  return card || files?.length || words.length > shortest ? undefined : words
}

/** In the person's own chat: where an answer has no click to go back to. */
export const tell = async ({ outgoing }: Pick<Session, 'outgoing'>, to: Arrival, content: Content): Promise<void> => {
  const place = to.direct ? to.place : await outgoing.direct(to.from)
  const words = fitWordsFor(to.locale)
  for (const part of fit(content, limits, { measure, direct: true, words })) await outgoing.post(place, part)
}

/** True for what can be said before the pointer to the rest: a sentence, and no list. */
const isLine = (said: string): boolean => said !== '' && said.length <= shortest && !said.includes('\n')

/** Through `short` what fits there; buttons, files and longer words in the person's chat, of which it says so. */
export const answerWith = (session: Session, to: Arrival, content: Content, short: (words: string) => Reply): Reply => {
  const words = shortWords(content)
  if (words !== undefined) return short(words)
  session.later(async () => tell(session, to, content))
  const said = plain(content.text)
  const where = wordsFor(to.locale).asDirect
  return short(content.card && isLine(said) ? `${said} ${where}` : where)
}
