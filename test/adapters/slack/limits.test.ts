import fc from 'fast-check'
import { homeView } from '../../../adapters/slack/render-home'
import { renderForm } from '../../../adapters/slack/forms'
import { limits } from '../../../adapters/slack/limits'
import { printMrkdwn } from '../../../adapters/slack/markdown-print'
import { actionIds, render } from '../../../adapters/slack/render'
import { operationInfo } from '../../../src/core/operation'
import { operations } from '../../../src/slices'
import { fit, fitForm, fitOne, type Content, type Form, type FormField } from '../../../src/platform'
import { customerCard } from '../../../src/tickets/cards/customer-card'
import { ticketCard } from '../../../src/tickets/cards/ticket-card'
import { inEachLocale } from '../../../src/core/words'
import { content as anyContent, richText, words } from '../../platform/arbitraries'
import { cardFacts as facts } from '../../support/card-facts'
import { messageFaults, viewFaults } from '../../support/slack-limits'
import { mapMemory } from '../../support/stub-host'
import { cases } from '../../support/cases'

type Json = Record<string, unknown>
const measure = (text: Content['text']): number => printMrkdwn(text).length
const asMessage = async (content: Content): Promise<Json> =>
  render(content, await actionIds(content.card, mapMemory()), 'T0TEAM') as unknown as Json

describe('Slack takes', () => {
  test('every card that a ticket can make, long, in emoji or from right to left', async () => {
    await fc.assert(
      fc.asyncProperty(facts, async (all) => {
        for (const made of [ticketCard(all), customerCard(all)])
          expect(messageFaults(await asMessage(fitOne(made, limits, { measure })))).toEqual([])
      }),
      { numRuns: cases(80) },
    )
  }, 60_000)

  test('whatever else is fitted, as a message, an answer and a Home', async () => {
    await fc.assert(
      fc.asyncProperty(anyContent, async (content) => {
        for (const part of fit(content, limits, { measure })) {
          expect(messageFaults(await asMessage(part))).toEqual([])
          expect(viewFaults(homeView(part, await actionIds(part.card, mapMemory())) as unknown as Json)).toEqual([])
        }
      }),
      { numRuns: cases(80) },
    )
  }, 60_000)

  const label = fc.oneof(words, fc.constant(''))
  const field: fc.Arbitrary<Omit<FormField, 'name'>> = fc.record(
    {
      label,
      kind: fc.constantFrom(
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
        'file',
        'flag',
      ),
      required: fc.boolean(),
      hint: words,
      value: words,
      maxLength: fc.integer({ min: 1, max: 9000 }),
      suggests: fc.boolean(),
      choices: fc.array(fc.record({ value: fc.string({ minLength: 1, maxLength: 40 }), label }), { maxLength: 140 }),
    },
    { requiredKeys: ['label', 'kind', 'required'] },
  )
  const form: fc.Arbitrary<Form> = fc.record({
    operation: fc.constant('reply'),
    title: words,
    intro: richText,
    submit: words,
    fields: fc
      .array(field, { minLength: 1, maxLength: 12 })
      .map((all) => all.map((one, i) => ({ ...one, name: `f${i}` }))),
    hidden: fc.constant({ ticket: '12' }),
  })
  const checked = (one: Form): void => {
    const fitted = fitForm(one, limits, { measure })
    if (fitted) expect(viewFaults(renderForm(fitted, '{}', 'T0TEAM', 'es') as unknown as Json)).toEqual([])
  }

  test('every form, whatever stands in its fields', () => {
    fc.assert(fc.property(form, checked), { numRuns: cases(100) })
  })

  test('the form of every operation there is', () => {
    for (const operation of operations) {
      const { fields, title } = operationInfo(operation, inEachLocale)
      for (const locale of ['en', 'es'] as const)
        checked({
          operation: operation.name,
          title: title[locale],
          submit: 'OK',
          hidden: {},
          fields: fields.map(({ label: names, hint, choices, ...rest }) => ({
            ...rest,
            label: names[locale],
            ...(hint && { hint: hint[locale] }),
            ...(choices && { choices: choices.map((one) => ({ value: one.value, label: one.label[locale] })) }),
          })),
        })
    }
  })

  test('a message one block too long is noticed (control)', () => {
    const divider = { type: 'divider' }
    expect(messageFaults({ text: 'x', blocks: Array.from({ length: 50 }, () => divider) })).toEqual([])
    expect(messageFaults({ text: 'x', blocks: Array.from({ length: 51 }, () => divider) })).not.toEqual([])
    expect(messageFaults({ text: 'hi <!channel>' })).not.toEqual([])
    expect(viewFaults({ type: 'modal', title: { type: 'plain_text', text: 'x'.repeat(25) }, blocks: [] })).not.toEqual(
      [],
    )
  })
})
