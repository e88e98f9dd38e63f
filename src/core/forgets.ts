import type { Unit } from '../store/transaction'

/** Names of people on the networks: needed until the last of what is kept under them is gone. */
export interface Accounts {
  readonly users: readonly { readonly platform: string; readonly user: string }[]
  /** Lanes of their direct messages. */
  readonly lanes: readonly string[]
}
export interface ForgottenPeople {
  /** Everybody who is the customer. */
  readonly people: readonly string[]
  /** Name of theirs from now on. */
  readonly name: string
  /** Done once before: this is for what came up since, and the words of their tickets are gone. */
  readonly isAgain: boolean
}
/** A ticket that is held, and of which nothing is on its way to a network. */
export interface ForgottenTicket {
  readonly number: number
  /** Subject of the ticket from now on. */
  readonly subject: string
}
export interface ForgottenWords extends ForgottenTicket {
  readonly authors: readonly string[]
  /** The ticket begins with words of theirs: what it was called was made of them. */
  readonly isOpenedByThem: boolean
}

/**
 * One part of what a slice keeps of people: which words there are, how they go, and what a customer is told of them. It lies
 * beside the rows; `src/privacy` asks all parts and knows no table of theirs. Each part may be asked again for what it forgot.
 */
export interface Forgets {
  /** Columns that hold people's words or names, by table; a test finds the tables that no part has. None: ids alone. */
  readonly words: Readonly<Record<string, readonly string[]>>
  /** Forgets rows kept under the names that networks have for people. Before `person`, in the order of the slices. */
  accounts?(unit: Unit, accounts: Accounts): Promise<void>
  /** Forgets rows about people themselves. In the order of the slices, which is that in which a message locks their rows. */
  person?(unit: Unit, forgotten: ForgottenPeople): Promise<void>
  /** All words of a ticket. From the last slice to the first: the story goes after what is found by it. */
  ticket?(unit: Unit, ticket: ForgottenTicket): Promise<void>
  /** These authors' words in a ticket of somebody else, likewise. What `person` finds by itself needs none. */
  ticketWords?(unit: Unit, words: ForgottenWords): Promise<void>
  /** Forgets answers and messages kept under nobody's name: those of the whole desk, some rows at a time. Answers how many. */
  told?(unit: Unit, limit: number): Promise<number>
  /** Parts of the file that a customer gets, by name: SQL, `$1` everybody who is the customer. */
  readonly exports?: Readonly<Record<string, string>>
}

declare module './tx' {
  interface Registered {
    /** In the order of the slices. */
    readonly forgets: readonly Forgets[]
  }
}
