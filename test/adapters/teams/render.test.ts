import fc from 'fast-check'
import { renderForm } from '../../../adapters/teams/forms'
import { cardBytes, limits } from '../../../adapters/teams/limits'
import { measure, printHtml } from '../../../adapters/teams/markdown-print'
import { render, renderCard, type AdaptiveCard } from '../../../adapters/teams/render'
import { parseHtml } from '../../../adapters/teams/markdown-read'
import {
  fit,
  fitForm,
  fitOne,
  normalize,
  plain,
  say,
  type FieldKind,
  type Form,
  type Memory,
} from '../../../src/platform'
import { buttonsOf } from '../../../src/tickets/cards/card-controls'
import { ticketCard } from '../../../src/tickets/cards/ticket-card'
import { content, richText, words } from '../../platform/arbitraries'
import { cardFacts } from '../../support/card-facts'
import { elementsOf, htmlText } from '../../support/teams-fake'
import { cases } from '../../support/cases'

Object.assign(globalThis, { self: globalThis, window: globalThis })
interface Parser {
  readonly AdaptiveCard: new () => {
    parse(json: unknown, context: unknown): void
    validateProperties(): { readonly validationEvents: readonly { readonly message: string }[] }
  }
  readonly SerializationContext: new () => {
    readonly eventCount: number
    getEventAt(i: number): { readonly message: string }
  }
}
const { AdaptiveCard, SerializationContext } = require('adaptivecards/dist/adaptivecards.js') as Parser

/** Faults that Microsoft's own parser finds in a card. */
const faultsOf = (json: unknown): readonly string[] => {
  const context = new SerializationContext()
  const card = new AdaptiveCard()
  card.parse(JSON.parse(JSON.stringify(json)), context)
  const parsed = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message)
  return [...parsed, ...card.validateProperties().validationEvents.map(({ message }) => message)]
}
const bytesOf = (card: unknown): number => Buffer.byteLength(JSON.stringify(card))
const drawing = { idOf: () => 'x'.repeat(limits.actionId), dialogs: true }
const noMemory = { put: async () => undefined } as unknown as Memory

describe('cards', () => {
  test('of any content are read by Microsoft’s parser without a word against them, and are never too heavy', () => {
    fc.assert(
      fc.property(content, fc.boolean(), (any, dialogs) => {
        for (const part of [...fit(any, limits, { measure }), fitOne(any, limits, { measure })]) {
          const card = part.card && renderCard(part.card, part.text, { ...drawing, dialogs })
          if (!card) continue
          expect(faultsOf(card)).toEqual([])
          expect(bytesOf(card)).toBeLessThanOrEqual(cardBytes)
        }
      }),
      { numRuns: cases(40) },
    )
    // Control: the parser does object.
    expect(faultsOf({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'Nonsense' }] })).not.toEqual([])
  }, 60_000)

  test('of tickets with all that they can tell are never too heavy, and keep what can be done', () => {
    fc.assert(
      fc.property(cardFacts, (all) => {
        const { card, text } = fitOne(ticketCard(all), limits, { measure })
        const drawn = renderCard(card!, text, drawing)
        expect(bytesOf(drawn)).toBeLessThanOrEqual(cardBytes)
        const buttons = buttonsOf(all.ticket, all.locale).map(({ label }) => label)
        expect(elementsOf(drawn).map(({ title }) => title)).toEqual(expect.arrayContaining(buttons))
      }),
      { numRuns: cases(50) },
    )
  }, 60_000)

  test('that would be too heavy keep their title and their first buttons', () => {
    const fields = Array.from({ length: 200 }, (_, i) => ({ label: `field ${i}`, value: 'v' }))
    const controls = [{ kind: 'button', label: 'Claim', operation: 'claim', input: {} } as const]
    const heavy = {
      title: '#1 · VPN',
      tone: 'danger',
      blocks: [
        { kind: 'fields', fields },
        { kind: 'controls', controls },
      ],
    } as const
    const card = renderCard(heavy, [], drawing)
    expect(bytesOf(card)).toBeLessThanOrEqual(cardBytes)
    expect(JSON.stringify(card)).toContain('#1 · VPN')
    expect(elementsOf(card).map(({ title }) => title)).toContain('Claim')
  })

  const kinds: readonly FieldKind[] = [
    'text',
    'rich-text',
    'ticket',
    'number',
    'choice',
    'choices',
    'user',
    'place',
    'duration',
    'time',
    'flag',
  ]
  const choice = fc.record({ value: fc.uuid(), label: words })
  const form: fc.Arbitrary<Form> = fc.record({
    operation: fc.constant('reply'),
    title: words,
    submit: words,
    intro: richText,
    hidden: fc.constant({ ticket: '12' }),
    fields: fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1 }).chain((chosen) =>
      fc.tuple(
        ...chosen.map((kind) =>
          fc.record({
            name: fc.constant(kind),
            label: words,
            kind: fc.constant(kind),
            required: fc.boolean(),
            choices: fc.array(choice, { maxLength: 5 }),
          }),
        ),
      ),
    ),
  })
  test('of any form are read by it too', async () => {
    await fc.assert(
      fc.asyncProperty(
        form,
        fc.constantFrom('dialog' as const, 'conversation' as const),
        words,
        async (any, where, fault) => {
          const fitted = fitForm(any, limits, { measure }) as Form
          const people = [{ value: 't/29:1', label: 'Bo' }]
          const faults = Object.fromEntries(fitted.fields.map(({ name }) => [name, fault]))
          const card: AdaptiveCard = await renderForm(fitted, { where, people, places: people, faults }, noMemory)
          expect(faultsOf(card)).toEqual([])
        },
      ),
      { numRuns: cases(30) },
    )
  }, 60_000)
})

describe('words', () => {
  test('go to Teams’ markup and come back with nothing lost', () => {
    const bare = (text: string): string => text.replace(/[\p{Cc}\p{Surrogate}\s\u00a0\uFFFD>•()-]/gu, '')
    fc.assert(
      fc.property(richText, (text) => {
        const back = parseHtml(printHtml(text), (_, name) => ({ kind: 'mention', name }))
        expect(bare(plain(back))).toBe(bare(plain(normalize(text))))
      }),
      { numRuns: cases(50) },
    )
  })

  const hostile = [
    '<at>Everyone</at>',
    '<at id="0">General</at>',
    '</p><script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[pay here](http://evil.example)',
    '&lt;at&gt;Team&lt;/at&gt;',
    '<a href="javascript:alert(1)">x</a>',
    '"><at>x</at>',
  ]
  test.each(hostile)('%s of a customer stays what was typed: no ping, no markup', (typed) => {
    const everywhere = {
      text: say(typed),
      as: { name: typed },
      card: {
        title: typed,
        tone: 'neutral',
        blocks: [
          { kind: 'text', text: say(typed) },
          { kind: 'fields', fields: [{ label: typed, value: typed }] },
          {
            kind: 'context',
            text: [{ kind: 'paragraph', inlines: [{ kind: 'link', url: 'javascript:alert(1)', text: typed }] }],
          },
        ],
      },
    } as const
    const { card, ...plainContent } = everywhere
    const message = render(plainContent, [], drawing)
    expect(message.entities).toBeUndefined()
    expect(message.text?.replace(/<\/?(strong|br|p)>/g, '')).not.toMatch(/[<>]/)
    expect(htmlText(message.text ?? '')).toContain(typed)
    const elements = elementsOf(renderCard(card, [], drawing))
    // Only TextBlock and FactSet read Markdown; links are actions of a run.
    expect(elements.filter(({ type }) => type === 'TextBlock' || type === 'FactSet')).toEqual([])
    expect(JSON.stringify(elements)).not.toContain('javascript:alert(1)"')
  })

  test('of an agent’s mention ping, with the entity that makes it so', () => {
    const bo = { id: '29:1Bo', name: 'Bo <Lindqvist>' }
    const { text, entities } = render({ text: say('look, please') }, [bo], drawing)
    expect(text).toBe('<at>Bo &lt;Lindqvist&gt;</at> look, please')
    expect(entities).toEqual([{ type: 'mention', text: '<at>Bo &lt;Lindqvist&gt;</at>', mentioned: bo }])
  })
})
