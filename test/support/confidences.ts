import fc from 'fast-check'

export const customers = ['ana', 'carlos', 'eva'] as const
export type Customer = (typeof customers)[number]

/** Act on the requests of three customers; numbers pick one of what there is by then, counted round. */
export type Act =
  | { readonly do: 'open'; readonly who: Customer; readonly isDirect: boolean; readonly hasFile: boolean }
  | { readonly do: 'say' | 'intrude' | 'edit' | 'delete'; readonly who: Customer; readonly at: number }
  | { readonly do: 'attach' | 'look' | 'export'; readonly who: Customer; readonly at: number }
  | { readonly do: 'reply' | 'quote' | 'aside' | 'note' | 'solve' | 'clone' | 'unmerge'; readonly at: number }
  | { readonly do: 'edit-reply' | 'delete-reply' | 'canned'; readonly at: number }
  | { readonly do: 'merge' | 'split' | 'link'; readonly at: number; readonly other: number }
  | { readonly do: 'cc' | 'uncc' | 'hand'; readonly at: number; readonly who: Customer }
  | { readonly do: 'join' | 'part'; readonly who: Customer; readonly other: Customer }

const who = fc.constantFrom(...customers)
const at = fc.nat(20)
const anAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('open' as const), who, isDirect: fc.boolean(), hasFile: fc.boolean() }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('say' as const, 'attach' as const), who, at }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('intrude' as const, 'edit' as const, 'delete' as const), who, at }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('look' as const, 'export' as const), who, at }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('reply' as const, 'quote' as const, 'aside' as const, 'note' as const, 'canned' as const),
      at,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('edit-reply' as const, 'delete-reply' as const, 'solve' as const, 'clone' as const),
      at,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('merge' as const), at, other: at }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('split' as const), at, other: at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unmerge' as const), at }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('cc' as const, 'uncc' as const, 'hand' as const), at, who }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), at, other: at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'part' as const), who, other: who }) },
)

export interface Story {
  readonly acts: readonly Act[]
  /** Customer who wants to be forgotten in the end. */
  readonly erased: Customer
}

/** Begins with a request of each, so that there is something to mix up. */
export const stories = (length: number): fc.Arbitrary<Story> =>
  fc.record({
    acts: fc
      .tuple(
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        fc.array(anAct, { minLength: Math.ceil(length / 2), maxLength: length }),
      )
      .map(([direct, rest]): Act[] => [
        ...customers.map((one, index): Act => ({ do: 'open', who: one, isDirect: direct[index]!, hasFile: true })),
        ...rest,
      ]),
    erased: who,
  })

/** Two requests become one, each customer goes on, and something is split off, copied and taken back. */
export const mixedUp: Story = {
  acts: [
    ...customers.map((one): Act => ({ do: 'open', who: one, isDirect: one === 'eva', hasFile: true })),
    { do: 'merge', at: 1, other: 0 },
    { do: 'attach', who: 'carlos', at: 1 },
    { do: 'canned', at: 0 },
    { do: 'aside', at: 1 },
    { do: 'split', at: 0, other: 1 },
    { do: 'cc', at: 2, who: 'ana' },
    { do: 'say', who: 'eva', at: 0 },
    { do: 'clone', at: 0 },
  ],
  erased: 'carlos',
}

/** Two who are two are taken for one for a while, and go on talking; then that is undone. */
export const takenForOne: Story = {
  acts: [
    ...customers.map((one): Act => ({ do: 'open', who: one, isDirect: one === 'carlos', hasFile: true })),
    { do: 'join', who: 'ana', other: 'carlos' },
    { do: 'attach', who: 'carlos', at: 0 },
    { do: 'open', who: 'carlos', isDirect: false, hasFile: true },
    { do: 'reply', at: 3 },
    { do: 'say', who: 'ana', at: 1 },
    { do: 'join', who: 'eva', other: 'ana' },
    { do: 'edit', who: 'carlos', at: 1 },
    { do: 'open', who: 'ana', isDirect: false, hasFile: true },
    { do: 'part', who: 'carlos', other: 'ana' },
    { do: 'look', who: 'eva', at: 0 },
    { do: 'attach', who: 'carlos', at: 0 },
    { do: 'part', who: 'ana', other: 'carlos' },
    { do: 'say', who: 'ana', at: 0 },
  ],
  erased: 'carlos',
}

/** Record of who may read what: each message has a word of its own, which stands in its text, its file and the file's name. */
export const createSecrets = () => {
  const readers = new Map<string, Set<Customer>>()
  const owners = new Map<string, Customer>()
  const one: Customer[][] = customers.map((customer) => [customer])
  const groupOf = (who: Customer) => one.find((group) => group.includes(who))!
  return {
    /** A new word that its owner says where these read it. */
    tell: (word: string, owner: Customer, to: Iterable<Customer>) => {
      owners.set(word, owner)
      readers.set(word, new Set([owner, ...to]))
    },
    allow: (word: string, who: Customer) => void readers.get(word)?.add(who),
    readersOf: (word: string): ReadonlySet<Customer> => readers.get(word) ?? new Set(),
    ownerOf: (word: string) => owners.get(word),
    join: (who: Customer, other: Customer) => {
      const [into, from] = [groupOf(who), groupOf(other)]
      if (into === from) return
      into.push(...from)
      one.splice(one.indexOf(from), 1)
    },
    /** Two that were made one are two again: who was with `other` goes on with each of these. */
    part: (from: Customer, ...gone: Customer[]) => {
      const group = groupOf(from)
      one.splice(
        one.indexOf(group),
        1,
        ...[group.filter((who) => !gone.includes(who)), gone].filter((who) => who.length > 0),
      )
    },
    groupOf,
    of: (who: Customer): string[] =>
      [...owners].filter(([, owner]) => groupOf(who).includes(owner)).map(([word]) => word),
    /** The words in a text that are not for this customer. */
    leaks: (text: string, who: Customer | undefined): string[] =>
      [...new Set(text.match(/zq\d+x\d+q/g) ?? [])].filter((word) => {
        const may = readers.get(word)
        return may !== undefined && (who === undefined || !groupOf(who).some((each) => may.has(each)))
      }),
  }
}
export type Secrets = ReturnType<typeof createSecrets>
