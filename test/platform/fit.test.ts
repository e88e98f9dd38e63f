import fc from 'fast-check'
import {
  type Card,
  cardLength,
  type Content,
  type FileRef,
  fit,
  fitForm,
  fitOne,
  fitWords,
  type Form,
  type Limits,
  type Measure,
  normalize,
  paragraph,
  plain,
  say,
} from '../../src/platform'
import { card, content, networks, substance, words } from './arbitraries'
import { cases } from '../support/cases'

const limitsOf = (name: string): Limits => {
  const limits = networks[name]
  if (!limits) throw new Error(`no network ${name}`)
  return limits
}
const discord = limitsOf('discord')

const file = (name: string, size: number): FileRef => ({
  platform: 'desk',
  kind: 'file',
  id: name,
  name,
  size,
  type: 'image/png',
})
const button = (label: string, primary = false) =>
  ({
    kind: 'button',
    label,
    operation: 'claim',
    input: {},
    ...(primary && { style: 'primary' as const }),
  }) as const
const withCard = (blocks: Card['blocks'], title = 'VPN'): Content => ({
  text: say('VPN'),
  card: { title, tone: 'neutral', blocks },
})
const labels = (shown: Card | undefined): string[][] =>
  shown?.blocks.flatMap((block) => (block.kind === 'controls' ? [block.controls.map(({ label }) => label)] : [])) ?? []

/** As a dialect that escapes. */
const escaped: Measure = (text) => plain(text).replace(/[&<*]/g, '&amp;').length
const one = (text: string): number => escaped([paragraph(text)])

const expectCardWithin = (shown: Card, { card: limits }: Limits): void => {
  expect(shown.title.length).toBeLessThanOrEqual(limits.title)
  expect(shown.blocks.length).toBeLessThanOrEqual(limits.blocks)
  expect(cardLength(shown, escaped)).toBeLessThanOrEqual(limits.total)
  expect(shown.blocks.filter((block) => block.kind === 'controls').length).toBeLessThanOrEqual(limits.rows)
  for (const block of shown.blocks) {
    if (block.kind === 'text' || block.kind === 'context') {
      expect(escaped(block.text)).toBeLessThanOrEqual(limits.text)
      expect(plain(block.text).trim()).not.toBe('')
    }
    if (block.kind === 'fields') {
      expect(block.fields.length).toBeLessThanOrEqual(limits.fields)
      for (const { label, value } of block.fields) {
        expect(label.length).toBeLessThanOrEqual(limits.label)
        expect(one(value)).toBeLessThanOrEqual(limits.fieldValue)
        expect(label && value).not.toBe('')
      }
    }
    if (block.kind !== 'controls') continue
    expect(block.controls.length).toBeLessThanOrEqual(limits.row)
    expect(block.controls.length).toBeGreaterThan(0)
    for (const control of block.controls) {
      expect(control.label.length).toBeLessThanOrEqual(limits.label)
      expect(control.label).not.toBe('')
      if (control.kind !== 'select') continue
      expect(block.controls).toHaveLength(1)
      expect(control.choices.length).toBeLessThanOrEqual(limits.choices)
      expect(control.choices.every(({ label }) => label !== '' && label.length <= limits.label)).toBe(true)
    }
  }
}

describe.each(Object.keys(networks))('on %s', (name) => {
  const limits = limitsOf(name)

  test('whatever is sent is within the limits, and no word of the text is lost', () => {
    fc.assert(
      fc.property(content, fc.boolean(), (sent, direct) => {
        const posts = fit(sent, limits, { measure: escaped, direct, reserve: 10 })
        const max = limits.files === 'none' ? 0 : limits.files.count
        for (const [i, post] of posts.entries()) {
          expect(escaped(post.text)).toBeLessThanOrEqual(limits.text - 10)
          expect(post.files?.length ?? 0).toBeLessThanOrEqual(max)
          expect(post.as).toEqual(sent.as)
          expect([post.mentions, post.replyTo]).toEqual(
            i === 0 ? [sent.mentions, sent.replyTo] : [undefined, undefined],
          )
          if (post.card) expectCardWithin(post.card, limits)
        }
        expect(posts[0]?.card === undefined).toBe(sent.card === undefined)
        const seen = (text: string) => text.replace(/[\s\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '')
        const said = seen(posts.map((post) => substance(post.text)).join(''))
        const asked = seen(substance(normalize(sent.text)))
        expect(said.startsWith(asked)).toBe(true)
        // Every file is there, or its absence is told.
        const shown = posts.flatMap((post) => post.files ?? [])
        const told = said.slice(asked.length).match(/:(filescan’tbeshownhere|toolargetoshowhere)/g)?.length ?? 0
        expect(shown.length + told).toBe(sent.files?.length ?? 0)
      }),
      { numRuns: cases(40) },
    )
  })

  test('what can be shown in one post only is within the limits too', () => {
    fc.assert(
      fc.property(content, (sent) => {
        expect(escaped(fitOne(sent, limits, { measure: escaped }).text)).toBeLessThanOrEqual(limits.text)
      }),
      { numRuns: cases(30) },
    )
  })

  test('a fitted card stays as it is when it is fitted again', () => {
    fc.assert(
      fc.property(card, (drawn) => {
        const [once] = fit({ text: say('x'), card: drawn }, limits)
        const [twice] = once ? fit(once, limits) : []
        expect(twice?.card).toEqual(once?.card)
      }),
      { numRuns: cases(30) },
    )
  })
})

test('a long reply comes in several posts: the card with the first, the files with the last', () => {
  const files = Array.from({ length: 12 }, (_, i) => file(`${i}.png`, 1_000))
  const posts = fit({ ...withCard([]), text: say('word '.repeat(700)), files }, discord)
  expect(posts.map((post) => [post.card !== undefined, post.files?.length ?? 0])).toEqual([
    [true, 0],
    [false, 10],
    [false, 2],
  ])
  expect(posts[2]?.text).toEqual([])
})

test('short content is one post and unchanged', () => {
  const sent = withCard([{ kind: 'text', text: say('hello') }])
  expect(fit(sent, discord)).toEqual([sent])
  expect(fit({ text: [] }, discord)).toEqual([{ text: [] }])
})

test("a file too large stays in the text by its name, in the place's language", () => {
  const sent = { text: say('Mira'), files: [file('video.mov', 30 * 1_048_576), file('foto.png', 10)] }
  const [post] = fit(sent, discord, { words: fitWords.es })
  expect(plain(post?.text ?? [])).toBe(
    'Mira\n\n📎 video.mov: demasiado grande para mostrarse aquí (30 MB; el límite es 10 MB).',
  )
  expect(post?.files).toEqual([file('foto.png', 10)])
})

test('files that weigh too much together come in several posts, in their order, the first with the words', () => {
  const mib = 1_048_576
  const limits: Limits = { ...discord, files: { size: 10 * mib, count: 8, total: 25 * mib, where: 'anywhere' } }
  const files = [9.5, 9.5, 9.5, 0.1, 9.9].map((size, i) => file(`${i}.log`, size * mib))
  expect(fit({ text: say('five logs'), files }, limits).map((post) => post.files?.map(({ name }) => name))).toEqual([
    ['0.log', '1.log'],
    ['2.log', '3.log', '4.log'],
  ])
  const unknown = [file('a', -1), file('b', -1), file('c', -1)]
  expect(fit({ text: [], files: unknown }, limits).map((post) => post.files?.length)).toEqual([2, 1])
})

test('in a Teams channel files become notes, in a personal chat they go along one by one', () => {
  const sent = { text: say('Look'), files: [file('a.png', 10), file('b.png', 10)] }
  const [channel, ...none] = fit(sent, limitsOf('teams'))
  expect(none).toEqual([])
  expect(plain(channel?.text ?? [])).toBe(
    'Look\n\n📎 a.png: files can’t be shown here.\n\n📎 b.png: files can’t be shown here.',
  )
  expect(fit(sent, limitsOf('teams'), { direct: true }).map((post) => post.files?.[0]?.name)).toEqual([
    'a.png',
    'b.png',
  ])
})

test('long rows of buttons are broken, surplus ones go from the end, primary ones stay', () => {
  const many = Array.from({ length: 29 }, (_, i) => button(`b${i}`))
  const [post] = fit(withCard([{ kind: 'controls', controls: [...many, button('Claim', true)] }]), discord)
  expect(labels(post?.card)).toHaveLength(5)
  expect(labels(post?.card).flat()).toEqual([...many.slice(0, 24).map(({ label }) => label), 'Claim'])
})

test('primary buttons for which there is no room are named', () => {
  const many = Array.from({ length: 27 }, (_, i) => button(`b${i}`, true))
  const [post] = fit(withCard([{ kind: 'controls', controls: many }]), discord)
  const last = post?.card?.blocks.at(-1)
  expect(last?.kind === 'context' && plain(last.text)).toBe('Also as commands: b25, b26')
})

test('what is chosen in a select stays among its choices', () => {
  const choices = Array.from({ length: 60 }, (_, i) => ({ value: `v${i}`, label: `Choice ${i}` }))
  const select = {
    kind: 'select',
    label: 'Tag',
    operation: 'tag',
    input: {},
    field: 'tag',
    choices,
    chosen: 'v59',
  } as const
  const [post] = fit(withCard([{ kind: 'controls', controls: [select] }]), discord)
  const [row] = post?.card?.blocks ?? []
  const shown = row?.kind === 'controls' && row.controls[0]?.kind === 'select' ? row.controls[0].choices : []
  expect(shown).toHaveLength(25)
  expect(shown.at(-1)).toEqual({ value: 'v59', label: 'Choice 59' })
})

test('too many fields go on in the next block, and become lines where a network has none', () => {
  const fields = Array.from({ length: 30 }, (_, i) => ({ label: `L${i}`, value: `${i}` }))
  const [post] = fit(withCard([{ kind: 'fields', fields }]), discord)
  expect(post?.card?.blocks.map((block) => block.kind === 'fields' && block.fields.length)).toEqual([25, 5])
  const lines = fit(withCard([{ kind: 'fields', fields: fields.slice(0, 2) }]), limitsOf('tiny'))[0]?.card?.blocks[0]
  expect(lines?.kind === 'text' && plain(lines.text)).toBe('L0: 0\nL1: 1')
})

test('blocks over the limit are merged without losing words', () => {
  const blocks = Array.from({ length: 14 }, (_, i) => ({ kind: 'text', text: say(`line ${i}`) }) as const)
  const [post] = fit(withCard([...blocks, { kind: 'controls', controls: [button('Claim', true)] }]), discord)
  const shown = post?.card?.blocks ?? []
  expect(shown).toHaveLength(10)
  expect(shown.map((block) => (block.kind === 'text' ? substance(block.text) : '')).join('')).toBe(
    blocks.map(({ text }) => substance(text)).join(''),
  )
  expect(labels(post?.card)).toEqual([['Claim']])
})

test('one post only: an edit cuts what was split, with …', () => {
  const shown = fitOne({ text: say('word '.repeat(700)) }, discord)
  expect(plain(shown.text)).toMatch(/word…$/)
})

const form: Form = {
  operation: 'new',
  title: 'A form whose title is longer than Slack and Discord like',
  submit: 'Send it to the support team now',
  hidden: { ticket: '12' },
  fields: [
    { name: 'a', label: 'A', kind: 'text', required: false, value: 'standing' },
    { name: 'b', label: 'B', kind: 'text', required: true, maxLength: 9_000, value: 'y'.repeat(5_000) },
    { name: 'c', label: 'C', kind: 'text', required: false },
    { name: 'd', label: 'D', kind: 'text', required: true },
    { name: 'e', label: 'E', kind: 'text', required: false, value: 'kept' },
    { name: 'f', label: 'F', kind: 'choice', required: true, choices: [{ value: 'x', label: 'x'.repeat(99) }] },
  ],
}

test('a form for which there is no room loses optional fields from the end, what stood in them goes along', () => {
  const shown = fitForm(form, discord)
  expect(shown?.fields.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'f'])
  expect(shown?.hidden).toEqual({ ticket: '12', e: 'kept' })
  expect(shown?.title).toBe('A form whose title is longer than Slack and…')
  expect(shown?.fields[1]).toMatchObject({ maxLength: 4_000, value: `${'y'.repeat(3_999)}…` })
  expect(shown?.fields[4]?.choices?.[0]?.label).toHaveLength(45)
})

test('no form where the network has none, or none that could be submitted', () => {
  expect(fitForm(form, limitsOf('tiny'))).toBeUndefined()
  const required = form.fields.map((field) => ({ ...field, required: true }))
  expect(fitForm({ ...form, fields: required }, discord)).toBeUndefined()
})

test('any form is within the limits', () => {
  const field = fc.record({
    name: fc.uuid(),
    label: words,
    hint: words,
    kind: fc.constantFrom('text' as const, 'choice' as const),
    required: fc.boolean(),
    value: words,
    choices: fc.array(fc.record({ value: fc.uuid(), label: words }), { maxLength: 40 }),
  })
  const any = fc.record({ title: words, submit: words, fields: fc.array(field, { maxLength: 9 }) })
  fc.assert(
    fc.property(any, (drawn) => {
      const shown = fitForm({ ...form, ...drawn }, discord)
      const limits = discord.form
      if (limits === 'none') throw new Error('discord has forms')
      if (drawn.fields.filter(({ required }) => required).length > limits.fields) return expect(shown).toBeUndefined()
      expect(shown?.title.length).toBeLessThanOrEqual(limits.title)
      expect(shown?.fields.length).toBe(Math.min(limits.fields, drawn.fields.length))
      for (const { label, hint = '', choices = [], name } of shown?.fields ?? []) {
        expect(drawn.fields.some((one) => one.name === name)).toBe(true)
        expect(label.length).toBeLessThanOrEqual(limits.label)
        expect(hint.length).toBeLessThanOrEqual(100)
        expect(choices.length).toBeLessThanOrEqual(limits.choices)
      }
      const names = new Set([...(shown?.fields ?? []).map(({ name }) => name), ...Object.keys(shown?.hidden ?? {})])
      expect(drawn.fields.every(({ name }) => names.has(name))).toBe(true)
    }),
  )
})
