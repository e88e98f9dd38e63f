import { Client } from 'pg'

type Look = (text: string) => string | undefined
type Query = (this: Client, given: unknown, ...more: unknown[]) => unknown

const textOf = (given: unknown): string => (typeof given === 'string' ? given : (given as { text: string }).text)

/**
 * Shows every statement of this process before it is sent, until the returned function is called. What is answered is sent
 * instead; what is thrown fails it.
 */
export const watchStatements = (look: Look): (() => void) => {
  const prototype = Client.prototype as unknown as { query: Query }
  const query = prototype.query
  prototype.query = function (given, ...more) {
    const text = textOf(given)
    const instead = look(text) ?? text
    if (instead === text) return query.call(this, given, ...more)
    return query.call(
      this,
      typeof given === 'string' ? instead : Object.assign(given as object, { text: instead }),
      ...more,
    )
  }
  return () => {
    prototype.query = query
  }
}
