import fc from 'fast-check'
import {
  type Block,
  type Card,
  type Content,
  type Control,
  type FileRef,
  type Inline,
  isEmpty,
  type Limits,
  type RichText,
  type TextBlock,
} from '../../src/platform'

/** Texts that people and phones really send: families joined by ZWJ, flags, Arabic, Hebrew, zalgo, halves of pairs. */
export const zalgo = (length: number): string => `a${'\u0301\u0327\u0489'.repeat(length)}`
export const family = '👩‍👩‍👧‍👦'

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('hello', 'VPN', ' ', ' ', '. ', ', ', 'ñandú', 'is down', '&', '<', '*') },
  fc.constantFrom(family, '🇪🇸', '👍🏽', 'é', 'مرحبا ', 'שלום ', '\u202Eabc\u202C', '日本語', zalgo(3)),
  { weight: 1, arbitrary: fc.constantFrom('\ud83d', '\udc69', '\u0000', '\u200d', '\ufe0f') },
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
export const words = fc.array(piece, { minLength: 1, maxLength: 40 }).map((parts) => parts.join(''))

const marks = fc.record({ bold: fc.boolean(), italic: fc.boolean(), strike: fc.boolean() }, { requiredKeys: [] })
const inline: fc.Arbitrary<Inline> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(words, marks).map(([text, mark]): Inline => ({ kind: 'text', text, ...mark })) },
  words.map((text): Inline => ({ kind: 'code', text })),
  fc.tuple(words, fc.webUrl()).map(([text, url]): Inline => ({ kind: 'link', url, text })),
  fc.constantFrom<Inline>(
    { kind: 'mention', name: 'Bo Lindqvist' },
    { kind: 'emoji', name: 'tada', unicode: '🎉' },
    { kind: 'emoji', name: 'partyparrot' },
    { kind: 'time', at: '2026-03-01T10:00:00Z', text: 'Mar 1, 10:00' },
    { kind: 'break' },
  ),
)

export const richText: fc.Arbitrary<RichText> = fc.letrec<{ text: RichText; block: TextBlock }>((tie) => ({
  text: fc.array(tie('block'), { maxLength: 5, depthIdentifier: 'text' }),
  block: fc.oneof(
    { depthIdentifier: 'text', maxDepth: 3, withCrossShrink: true },
    {
      weight: 4,
      arbitrary: fc
        .array(inline, { minLength: 1, maxLength: 6 })
        .map((inlines): TextBlock => ({ kind: 'paragraph', inlines })),
    },
    fc
      .array(words, { minLength: 1, maxLength: 8 })
      .map((lines): TextBlock => ({ kind: 'code-block', text: lines.join('\n') })),
    fc.array(inline, { minLength: 1, maxLength: 3 }).map((inlines): TextBlock => ({ kind: 'heading', inlines })),
    tie('text').map((blocks): TextBlock => ({ kind: 'quote', blocks })),
    fc
      .tuple(fc.boolean(), fc.constantFrom(1, 1, 0, 4, 24, 99), fc.array(tie('text'), { minLength: 1, maxLength: 5 }))
      .map(([ordered, start, items]): TextBlock => ({
        kind: 'list',
        ordered,
        ...(ordered && start !== 1 && { start }),
        items,
      })),
  ),
})).text

/** Content that must survive a split, in order: every visible character, and a numbered item's number. */
export const substance = (text: RichText): string => text.map(blockSubstance).join('').replace(/\s/g, '')
const inlineSubstance = (inline: Inline): string => {
  switch (inline.kind) {
    case 'break':
      return ''
    case 'link':
      return !inline.text || inline.text === inline.url || inline.url === `mailto:${inline.text}`
        ? inline.text || inline.url
        : `${inline.text}(${inline.url})`
    case 'mention':
      return `@${inline.name}`
    case 'emoji':
      return inline.unicode ?? `:${inline.name}:`
    default:
      return inline.text
  }
}
const blockSubstance = (block: TextBlock): string => {
  switch (block.kind) {
    case 'code-block':
      return block.text
    case 'quote':
      return block.blocks.map(blockSubstance).join('')
    case 'list':
      return block.items
        .map(
          (item, i) =>
            (block.ordered && !isEmpty(item) ? `${(block.start ?? 1) + i}.` : '') + item.map(blockSubstance).join(''),
        )
        .join('')
    default:
      return block.inlines.map(inlineSubstance).join('')
  }
}

const label = fc.oneof(words, fc.constant(''))
const control: fc.Arbitrary<Control> = fc.oneof(
  fc.record({
    kind: fc.constant('button' as const),
    label,
    style: fc.constantFrom('primary' as const, 'danger' as const, undefined),
    operation: fc.constant('claim'),
    input: fc.constant({ ticket: '12' }),
  }),
  fc.record({
    kind: fc.constant('select' as const),
    label,
    operation: fc.constant('status'),
    input: fc.constant({ ticket: '12' }),
    field: fc.constant('status'),
    choices: fc.array(fc.record({ value: fc.uuid(), label }), { maxLength: 120 }),
  }),
  fc.record({ kind: fc.constant('link' as const), label, url: fc.webUrl() }),
)
const block: fc.Arbitrary<Block> = fc.oneof(
  richText.map((text): Block => ({ kind: 'text', text })),
  richText.map((text): Block => ({ kind: 'context', text })),
  fc
    .array(fc.record({ label, value: fc.oneof(words, fc.constant('')) }), { minLength: 1, maxLength: 40 })
    .map((fields): Block => ({ kind: 'fields', fields })),
  fc.constant<Block>({ kind: 'divider' }),
  fc.array(control, { minLength: 1, maxLength: 12 }).map((controls): Block => ({ kind: 'controls', controls })),
)
export const card: fc.Arbitrary<Card> = fc.record({
  title: words,
  tone: fc.constantFrom('neutral', 'good', 'warning', 'danger'),
  blocks: fc.array(block, { maxLength: 16 }),
})
const file: fc.Arbitrary<FileRef> = fc.record({
  platform: fc.constant('desk'),
  kind: fc.constant('file' as const),
  id: fc.uuid(),
  name: fc.oneof(
    words,
    fc.uuid().map((id) => `${id}.png`),
  ),
  size: fc.integer({ min: -1, max: 40_000_000 }),
  type: fc.constant('image/png'),
})
export const content: fc.Arbitrary<Content> = fc
  .tuple(richText, fc.option(card, { nil: undefined }), fc.array(file, { maxLength: 30 }))
  .map(([text, card, files]) => ({
    text,
    ...(card && { card }),
    ...(files.length > 0 && { files }),
    as: { name: 'Ana' },
    mentions: [{ platform: 'slack', kind: 'user', id: 'U1' }],
    replyTo: { platform: 'slack', kind: 'post', id: 'P1' },
  }))

const shared: Pick<
  Limits,
  | 'private'
  | 'commands'
  | 'edits'
  | 'deletes'
  | 'reactions'
  | 'typing'
  | 'threads'
  | 'replies'
  | 'hears'
  | 'persona'
  | 'unclear'
  | 'pace'
  | 'identity'
  | 'unpaced'
  | 'keepsWords'
> = {
  private: 'anywhere',
  commands: 'anywhere',
  edits: true,
  deletes: true,
  reactions: true,
  typing: true,
  threads: true,
  replies: true,
  hears: { typing: true, replies: true },
  persona: 'prefix',
  unclear: { by: 'none' },
  pace: [],
  identity: 'proven',
  unpaced: [],
  keepsWords: false,
}

/** The figures of the vendors' documentation, and a network smaller than any. */
export const networks: Readonly<Record<string, Limits>> = {
  slack: {
    ...shared,
    text: 3_000,
    card: {
      title: 150,
      text: 3_000,
      fields: 10,
      fieldValue: 2_000,
      blocks: 50,
      row: 25,
      rows: 50,
      label: 75,
      choices: 100,
      total: 40_000,
    },
    actionId: 255,
    form: { title: 24, fields: 98, label: 2_000, text: 3_000, choices: 100 },
    files: { size: 1_000_000_000, count: 10, where: 'anywhere' },
  },
  discord: {
    ...shared,
    text: 2_000,
    card: {
      title: 256,
      text: 2_000,
      fields: 25,
      fieldValue: 1_024,
      blocks: 10,
      row: 5,
      rows: 5,
      label: 80,
      choices: 25,
      total: 4_000,
    },
    actionId: 100,
    form: { title: 45, fields: 5, label: 45, text: 4_000, choices: 25 },
    files: { size: 10_485_760, count: 10, where: 'anywhere' },
  },
  teams: {
    ...shared,
    text: 20_000,
    card: {
      title: 200,
      text: 5_000,
      fields: 20,
      fieldValue: 500,
      blocks: 30,
      row: 6,
      rows: 4,
      label: 60,
      choices: 50,
      total: 8_000,
    },
    actionId: 2_000,
    form: { title: 100, fields: 20, label: 100, text: 4_000, choices: 50 },
    files: { size: 10_000_000, count: 1, where: 'direct' },
  },
  tiny: {
    ...shared,
    text: 60,
    card: {
      title: 10,
      text: 40,
      fields: 0,
      fieldValue: 12,
      blocks: 3,
      row: 2,
      rows: 2,
      label: 6,
      choices: 3,
      total: 90,
    },
    actionId: 20,
    form: 'none',
    files: 'none',
  },
}
