/** Limits that Slack documents, written down apart from the adapter: one sentence for each that is broken. */
type Json = Readonly<Record<string, unknown>>
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(record) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const textObject = (value: unknown, max: number, what: string, plainOnly = false): string[] => {
  const { type, text: words } = record(value)
  if (typeof words !== 'string' || words.length < 1) return [`${what} has no text`]
  return [
    ...(type === 'plain_text' || (type === 'mrkdwn' && !plainOnly) ? [] : [`${what} is of type ${text(type)}`]),
    ...(words.length > max ? [`${what} has ${words.length} characters of ${max}`] : []),
  ]
}
const within = (value: unknown, max: number, what: string): string[] =>
  typeof value !== 'string' || value.length === 0
    ? [`${what} is empty`]
    : value.length > max
      ? [`${what} has ${value.length} characters of ${max}`]
      : []

const optionFaults = (options: unknown, what: string): string[] => {
  const all = list(options)
  return [
    ...(all.length < 1 || all.length > 100 ? [`${what} has ${all.length} options of 100`] : []),
    ...all.flatMap((option) => [
      ...textObject(option['text'], 75, `an option of ${what}`, true),
      ...within(option['value'], 150, `the value of an option of ${what}`),
    ]),
  ]
}

const elementFaults = (element: Json): string[] => {
  const what = text(element['type'])
  const id =
    element['url'] === undefined || element['action_id'] !== undefined
      ? within(element['action_id'], 255, `action_id of ${what}`)
      : []
  const confirm = element['confirm'] === undefined ? [] : confirmFaults(record(element['confirm']))
  const placeholder =
    element['placeholder'] === undefined ? [] : textObject(element['placeholder'], 150, `placeholder of ${what}`, true)
  const common = [...id, ...confirm, ...placeholder]
  switch (what) {
    case 'button':
      return [
        ...common,
        ...textObject(element['text'], 75, 'a button', true),
        ...(element['value'] === undefined ? [] : within(element['value'], 2000, 'a button’s value')),
        ...(element['url'] === undefined ? [] : within(element['url'], 3000, 'a button’s url')),
        ...(['primary', 'danger', undefined].includes(element['style'] as undefined)
          ? []
          : ['a button’s style is unknown']),
      ]
    case 'static_select':
    case 'multi_static_select':
      return [...common, ...optionFaults(element['options'], what), ...chosenFaults(element)]
    case 'external_select':
    case 'multi_external_select':
    case 'users_select':
    case 'conversations_select':
    case 'file_input':
    case 'number_input':
      return common
    case 'checkboxes':
      return [
        ...common,
        ...(list(element['options']).length > 10 ? ['too many checkboxes'] : []),
        ...optionFaults(element['options'], what),
      ]
    case 'plain_text_input': {
      const max = Number(element['max_length'] ?? 3000)
      return [
        ...common,
        ...(max < 1 || max > 3000 ? ['max_length is not within 1 and 3000'] : []),
        ...(text(element['initial_value']).length > max ? ['an initial value is too long'] : []),
      ]
    }
    case 'rich_text_input':
      return [
        ...common,
        ...(element['initial_value'] === undefined ? [] : richFaults(record(element['initial_value']))),
      ]
    default:
      return [`an unknown element ${what}`]
  }
}
const chosenFaults = (element: Json): string[] => {
  const options = list(element['options']).map((option) => JSON.stringify(option))
  const chosen = [element['initial_option'], ...list(element['initial_options'])].filter((one) => one !== undefined)
  return chosen.every((one) => options.includes(JSON.stringify(one))) ? [] : ['what is chosen is not among the options']
}
const confirmFaults = (confirm: Json): string[] => [
  ...textObject(confirm['title'], 100, 'a confirmation’s title', true),
  ...textObject(confirm['text'], 300, 'a confirmation'),
  ...textObject(confirm['confirm'], 30, 'a confirmation’s yes', true),
  ...textObject(confirm['deny'], 30, 'a confirmation’s no', true),
]

const leaves = new Set(['text', 'link', 'emoji', 'user', 'date', 'channel', 'usergroup', 'broadcast'])
const leafFaults = (leaf: Json): string[] => {
  const what = text(leaf['type'])
  if (!leaves.has(what)) return [`an unknown rich text element ${what}`]
  if (what === 'text') return text(leaf['text']) === '' ? ['an empty rich text element'] : []
  if (what === 'link')
    return /^(https?:\/\/|mailto:|tel:)\S+$/i.test(text(leaf['url'])) ? [] : [`${text(leaf['url'])} is no link`]
  if (what === 'broadcast' || what === 'usergroup') return [`a ${what} would ping`]
  return []
}
const richFaults = (block: Json): string[] => {
  const parts = list(block['elements'])
  return [
    ...(parts.length === 0 ? ['a rich text with nothing in it'] : []),
    ...parts.flatMap((part) => {
      const elements = list(part['elements'])
      const empty = elements.length === 0 ? [`a ${text(part['type'])} with nothing in it`] : []
      if (part['type'] !== 'rich_text_list') return [...empty, ...elements.flatMap(leafFaults)]
      const indent = Number(part['indent'] ?? 0)
      return [
        ...empty,
        ...(indent > 8 ? ['a list too deep'] : []),
        ...elements.flatMap((item) => list(item['elements']).flatMap(leafFaults)),
      ]
    }),
  ]
}

const blockFaults = (block: Json): string[] => {
  const id = block['block_id'] === undefined ? [] : within(block['block_id'], 255, 'a block_id')
  switch (block['type']) {
    case 'header':
      return [...id, ...textObject(block['text'], 150, 'a header', true)]
    case 'divider':
      return id
    case 'rich_text':
      return [...id, ...richFaults(block)]
    case 'section': {
      const fields = list(block['fields'])
      return [
        ...id,
        ...(block['text'] === undefined && fields.length === 0 ? ['a section with nothing in it'] : []),
        ...(block['text'] === undefined ? [] : textObject(block['text'], 3000, 'a section')),
        ...(fields.length > 10 ? [`${fields.length} fields of 10`] : []),
        ...fields.flatMap((field) => textObject(field, 2000, 'a field')),
      ]
    }
    case 'context': {
      const elements = list(block['elements'])
      return [
        ...id,
        ...(elements.length < 1 || elements.length > 10 ? [`${elements.length} context elements of 10`] : []),
        ...elements.flatMap((one) => textObject(one, 3000, 'a context')),
      ]
    }
    case 'actions': {
      const elements = list(block['elements'])
      const ids = elements.map((one) => text(one['action_id']))
      return [
        ...id,
        ...(elements.length < 1 || elements.length > 25 ? [`${elements.length} elements of 25`] : []),
        ...(new Set(ids).size < ids.length ? ['two elements with one action_id'] : []),
        ...elements.flatMap(elementFaults),
      ]
    }
    case 'input':
      return [
        ...id,
        ...textObject(block['label'], 2000, 'a label', true),
        ...(block['hint'] === undefined ? [] : textObject(block['hint'], 2000, 'a hint', true)),
        ...elementFaults(record(block['element'])),
      ]
    default:
      return [`an unknown block ${text(block['type'])}`]
  }
}

const spoken = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).reduce(
        (sum, [key, one]) =>
          sum +
          (['text', 'fallback', 'placeholder'].includes(key) && typeof one === 'string' ? one.length : spoken(one)),
        0,
      )
    : 0

const blocksFaults = (blocks: readonly Json[], max: number): string[] => {
  const ids = blocks.map((block) => block['block_id']).filter((id) => id !== undefined)
  return [
    ...(blocks.length > max ? [`${blocks.length} blocks of ${max}`] : []),
    ...(new Set(ids).size < ids.length ? ['two blocks with one block_id'] : []),
    ...blocks.flatMap(blockFaults),
  ]
}

/** As `chat.postMessage`, `chat.update`, `chat.postEphemeral` and response URLs take it. */
export const messageFaults = (message: Json): string[] => {
  const blocks = list(message['blocks'])
  const words = text(message['text'])
  return [
    ...(words.trim() === '' ? ['a message without text'] : []),
    ...(words.length > 4000 ? [`${words.length} characters of 4000`] : []),
    ...(/<!(channel|here|everyone|subteam)|<@/.test(words) ? ['a text that would ping'] : []),
    ...blocksFaults(blocks, 50),
    ...(spoken(blocks) > 13_200 ? ['msg_blocks_too_long'] : []),
    ...(text(message['username']).length > 80 ? ['a username that is too long'] : []),
    ...(JSON.stringify(message['metadata'] ?? {}).length > 8000 ? ['metadata_too_large'] : []),
  ]
}

/** A modal or a Home. */
export const viewFaults = (view: Json): string[] => [
  ...(view['type'] === 'modal'
    ? [
        ...textObject(view['title'], 24, 'a title', true),
        ...(view['submit'] === undefined ? [] : textObject(view['submit'], 24, 'a submit', true)),
        ...(view['close'] === undefined ? [] : textObject(view['close'], 24, 'a close', true)),
        ...(view['submit'] === undefined && list(view['blocks']).some((block) => block['type'] === 'input')
          ? ['a form without submit']
          : []),
      ]
    : view['type'] === 'home'
      ? []
      : [`a view of type ${text(view['type'])}`]),
  ...blocksFaults(list(view['blocks']), 100),
  ...(text(view['private_metadata']).length > 3000 ? ['private_metadata is too long'] : []),
  ...(text(view['callback_id']).length > 255 ? ['callback_id is too long'] : []),
  ...(JSON.stringify(view).length > 250_000 ? ['a view of more than 250 kB'] : []),
]
