import { soundText, type Inbound, type Input, type InputValue, type Question } from '../platform'
import { wellFormed } from '../core/well-formed'

/** An event as it came from a network, with sound rich text and strings that the database can keep: looked at here, once, for every door. */
export const soundEvent = (event: Inbound): Inbound => {
  switch (event.kind) {
    case 'message':
    case 'edit':
      return wellFormed({ ...event, text: soundText(event.text) })
    case 'invoke':
      return wellFormed({
        ...event,
        input: soundInput(event.input),
        ...(event.onText === undefined ? {} : { onText: soundText(event.onText) }),
      })
    default:
      return wellFormed(event)
  }
}

export const soundQuestion = <Q extends Question>(question: Q): Q =>
  wellFormed('input' in question ? { ...question, input: soundInput(question.input) } : question)

const soundInput = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, soundValue(value)]))

/** A list of words, rich text, or a reference; of anything else its own simple properties, for the operation to refuse. */
const soundValue = (value: unknown): InputValue => {
  if (Array.isArray(value))
    return value.some((one) => typeof one === 'object' && one !== null) ? soundText(value) : (value as string[])
  if (typeof value !== 'object' || value === null) return value as string
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one !== 'object')) as unknown as InputValue
}
