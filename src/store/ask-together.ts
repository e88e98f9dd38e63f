import { settleTogether, type Waiting } from './settle-together'

const mostTogether = 500

/**
 * While a question is under way, what else is asked waits and is then asked as one: however many ask, and however slow the
 * database is, they take one connection. `ask` answers in the order in which it was asked.
 */
export const askTogether = <Asked, Answer>(
  ask: (all: readonly Asked[]) => Promise<readonly Answer[]>,
): ((asked: Asked) => Promise<Answer>) => {
  type Question = Waiting<Answer> & { readonly asked: Asked }
  const waiting: Question[] = []
  let isAsking = false
  const next = () => {
    if (isAsking || waiting.length === 0) return
    isAsking = true
    void settleTogether(waiting.splice(0, mostTogether), async (some: readonly Question[]) =>
      ask(some.map(({ asked }) => asked)),
    ).finally(() => {
      isAsking = false
      next()
    })
  }
  return async (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      next()
    })
}
