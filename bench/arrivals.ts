/** Posts that are waited for by a word that is in them and in no other. */
export interface Arrivals {
  /** Says when it arrived, by performance.now(). Rejects after half a minute. */
  expect(word: string): Promise<number>
  /** Receives the words of each post from a fake network. */
  readonly see: (words: string) => void
}
const patienceMs = 30_000

export const arrivals = (pattern: RegExp): Arrivals => {
  const waiting = new Map<string, (at: number) => void>()
  return {
    expect: async (word) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${word} never arrived`)), patienceMs)
        waiting.set(word, (at) => {
          clearTimeout(timer)
          waiting.delete(word)
          resolve(at)
        })
      }),
    see: (words) => {
      const word = pattern.exec(words)?.[0]
      if (word !== undefined) waiting.get(word)?.(performance.now())
    },
  }
}
