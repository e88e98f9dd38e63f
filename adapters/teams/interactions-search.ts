import { plain, clip, type Host, type Page, defined } from '../../src/platform'
import { fieldsOf, stringIn, type Activity } from './payload'
import { arrivalOf } from './inbound'
import { clean } from './markdown-print'
import type { Outgoing } from './outgoing'
import { cardType, renderCard } from './render'
import { wordsFor } from './words'

/** Pages that one query may walk: the client counts results, the desk gives cursors. */
const mostPages = 5

/** Tickets that the app's search box finds, each with the card that is posted when it is picked. */
export const searchResult = async (
  activity: Activity,
  { host, outgoing }: { readonly host: Host; readonly outgoing: Pick<Outgoing, 'drawing'> },
): Promise<object> => {
  const { workspace, from, place, locale } = arrivalOf(activity, 'search')
  const parameters = fieldsOf(activity.value)['parameters']
  const first: unknown = Array.isArray(parameters) ? parameters[0] : undefined
  const typed = stringIn(first, 'name') === 'initialRun' ? '' : (stringIn(first, 'value') ?? '')
  const options = fieldsOf(fieldsOf(activity.value)['queryOptions'])
  const skip = typeof options['skip'] === 'number' ? options['skip'] : 0
  const ask = async (cursor?: string): Promise<Page> =>
    host.ask({
      kind: 'search',
      operation: 'list',
      typed: clip(typed, 200),
      input: {},
      from,
      place,
      ...(workspace && { workspace }),
      ...(locale && { locale }),
      ...defined({ cursor }),
    })
  let page = await ask()
  let seen = 0
  for (let pages = 1; seen + page.items.length <= skip && page.next !== undefined && pages < mostPages; pages++) {
    seen += page.items.length
    page = await ask(page.next)
  }
  const items = page.items.slice(Math.max(0, skip - seen))
  if (items.length === 0 && skip === 0) return { composeExtension: { type: 'message', text: wordsFor(locale).nothing } }
  const attachments = await Promise.all(items.map(async (item) => attachmentOf(item, outgoing)))
  return { composeExtension: { type: 'result', attachmentLayout: 'list', attachments } }
}

const attachmentOf = async (
  { title, summary, content }: Page['items'][number],
  outgoing: Pick<Outgoing, 'drawing'>,
): Promise<object> => {
  const card = content.card ?? {
    title,
    tone: 'neutral' as const,
    blocks: [{ kind: 'text' as const, text: content.text }],
  }
  const drawing = await outgoing.drawing({ ...content, card })
  return {
    contentType: cardType,
    content: renderCard(card, content.text, drawing),
    preview: {
      contentType: 'application/vnd.microsoft.card.thumbnail',
      content: { title: clean(title), text: clean(summary || clip(plain(content.text), 100)) },
    },
  }
}
