import type { Block, Card } from './card'
import { fitControls, fitLabel, isPrimary } from './fit-controls'
import type { FitWords } from './fit-words'
import type { Limits } from './platform'
import type { RichText } from './rich-text'
import { split, truncate } from './split'
import { clip, isEmpty, lengthOf, type Measure, paragraph } from './text'

type CardLimits = Limits['card']
type Fields = Extract<Block, { kind: 'fields' }>['fields']

const blockLength = (block: Block, measure: Measure): number => {
  const sum = (texts: readonly string[]): number => texts.reduce((total, text) => total + text.length, 0)
  switch (block.kind) {
    case 'text':
    case 'context':
      return measure(block.text)
    case 'fields':
      return block.fields.reduce((total, { label, value }) => total + label.length + measure([paragraph(value)]), 0)
    case 'divider':
      return 0
    case 'controls':
      return block.controls.reduce(
        (total, control) =>
          total +
          control.label.length +
          (control.kind === 'select' ? sum(control.choices.map((choice) => choice.label)) : 0),
        0,
      )
  }
}

/** Length that `Limits.card.total` counts: title, texts, fields, the labels of controls and of their choices. */
export const cardLength = (card: Card, measure: Measure = lengthOf): number =>
  card.title.length + card.blocks.reduce((total, block) => total + blockLength(block, measure), 0)

const fieldLines = (fields: Fields): RichText => [
  {
    kind: 'paragraph',
    inlines: fields.flatMap(({ label, value }, i) => [
      ...(i > 0 ? [{ kind: 'break' } as const] : []),
      { kind: 'text', text: `${label}: `, bold: true } as const,
      { kind: 'text', text: value } as const,
    ]),
  },
]

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

const fitBlock = (block: Block, limits: CardLimits, measure: Measure): Block[] => {
  if (block.kind === 'text' || block.kind === 'context')
    return split(block.text, limits.text, measure).map((text) => ({ kind: block.kind, text }))
  if (block.kind !== 'fields') return [block]
  const size = (text: string): number => measure([paragraph(text)])
  const fields = block.fields.map(({ label, value }) => ({
    label: fitLabel(label, limits.label),
    value: clip(value.trim(), limits.fieldValue, size) || '–',
  }))
  if (limits.fields > 0) return chunks(fields, limits.fields).map((some) => ({ kind: 'fields', fields: some }))
  return split(fieldLines(fields), limits.text, measure).map((text) => ({ kind: 'text', text }))
}

const words = (block: Block): RichText =>
  block.kind === 'text' || block.kind === 'context'
    ? block.text
    : block.kind === 'fields'
      ? fieldLines(block.fields)
      : []

/** The last pair that loses nothing, or else the last pair, becomes one. */
const mergePair = (blocks: readonly Block[], limits: CardLimits, measure: Measure): Block[] => {
  const texts = blocks.flatMap((block, i) => (block.kind === 'controls' ? [] : [i]))
  const pairs = texts.slice(1).map((second, i) => {
    const first = texts[i] ?? 0
    const [a, b] = [blocks[first], blocks[second]]
    const text = a && b ? [...words(a), ...words(b)] : []
    return { first, second, text, kind: a?.kind === 'context' && b?.kind === 'context' ? 'context' : 'text' } as const
  })
  const pair = pairs.findLast(({ text }) => measure(text) <= limits.text) ?? pairs.at(-1)
  if (!pair) return blocks.filter((block) => block.kind === 'controls')
  const merged: Block = { kind: pair.kind, text: truncate(pair.text, limits.text, measure) }
  return blocks.flatMap((block, i) => (i === pair.first ? [merged] : i === pair.second ? [] : [block]))
}

const mergeBlocks = (blocks: readonly Block[], limits: CardLimits, measure: Measure): Block[] => {
  let left = blocks.length > limits.blocks ? blocks.filter((block) => block.kind !== 'divider') : [...blocks]
  while (left.length > Math.max(0, limits.blocks) && left.some((block) => block.kind !== 'controls'))
    left = mergePair(left, limits, measure)
  return left
}

/** The block made `over` shorter, or as short as it gets without its primary buttons: undefined when nothing is left. */
const shorten = (block: Block, over: number, primaries: boolean, measure: Measure): Block | undefined => {
  const wanted = blockLength(block, measure) - over
  if (block.kind === 'text' || block.kind === 'context') {
    const text = wanted > 0 ? truncate(block.text, wanted, measure) : []
    return isEmpty(text) ? undefined : { ...block, text }
  }
  let left = block
  while (left.kind === 'fields' && left.fields.length > 0 && blockLength(left, measure) > wanted)
    left = { ...left, fields: left.fields.slice(0, -1) }
  while (left.kind === 'controls' && blockLength(left, measure) > wanted) {
    const at = left.controls.findLastIndex((control) => primaries || !isPrimary(control))
    if (at < 0) break
    left = { ...left, controls: left.controls.toSpliced(at, 1) }
  }
  const bare =
    (left.kind === 'fields' && left.fields.length === 0) || (left.kind === 'controls' && left.controls.length === 0)
  return bare ? undefined : left
}

/** Texts go first, from the end; then fields, small print, other controls, and primary buttons at the very last. */
const fitTotal = (card: Card, total: number, measure: Measure): Card => {
  let fitted = card
  const orders = [['text'], ['fields'], ['context'], ['controls'], ['controls', 'primary']]
  for (const [kind, primary] of orders) {
    for (let i = fitted.blocks.length - 1; i >= 0; i--) {
      const over = cardLength(fitted, measure) - total
      const block = fitted.blocks[i]
      if (over <= 0) return fitted
      if (!block || block.kind !== kind) continue
      const short = shorten(block, over, primary !== undefined, measure)
      fitted = { ...fitted, blocks: short ? fitted.blocks.with(i, short) : fitted.blocks.toSpliced(i, 1) }
    }
  }
  return { ...fitted, title: clip(fitted.title, total) }
}

/** The card within `limits`. What is cut ends in …; the whole is in `Content.text`, which needs no card. */
export const fitCard = (card: Card, limits: CardLimits, measure: Measure, say: FitWords): Card => {
  const shown = card.blocks.flatMap((block) => fitBlock(block, limits, measure))
  const { blocks, lost } = fitControls(shown, limits)
  const note = lost.length > 0 ? [paragraph(say.more(lost.map((control) => control.label).join(', ')))] : []
  const noted = [...blocks, ...fitBlock({ kind: 'context', text: note }, limits, measure)]
  const merged = mergeBlocks(noted, limits, measure)
  return fitTotal({ ...card, title: clip(card.title.trim(), limits.title), blocks: merged }, limits.total, measure)
}
