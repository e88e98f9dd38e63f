import type { ButtonAction } from '../../src/platform'

/** Bo and Kim are agents, Ada is the admin and takes no tickets, Ana asks and Carlos too. In a command `@kim` mentions her. */
export type Who = 'bo' | 'kim' | 'ada' | 'ana' | 'carlos'

/** Something that can be pressed or picked, as it stands on the network. */
export interface Pressable {
  readonly label: string
  /** ButtonAction that it carries, as far as its id shows. */
  readonly action: ButtonAction | undefined
  /** Person it is shown to. Undefined: everybody in that place. */
  readonly only: Who | undefined
  readonly place: 'agents' | 'customers' | 'private'
  /** Values that can be picked; none for a button. */
  readonly values: readonly string[]
  use(by: Who, value?: string): Promise<Used>
}
/** Answer that its person got back. */
export interface Used {
  readonly words: readonly string[]
  readonly controls: readonly Pressable[]
  readonly form?: OpenForm
  /** The form that was sent stands open still: why. */
  readonly invalid?: string
  /** Breaches of the network's own limits. */
  readonly faults: readonly string[]
}
export interface OpenForm {
  readonly fields: readonly OpenField[]
  send(values: Readonly<Record<string, string>>): Promise<Used>
}
export interface OpenField {
  readonly name: string
  readonly kind: 'text' | 'choice' | 'person' | 'place' | 'file' | 'flag'
  readonly required: boolean
  readonly choices: readonly string[]
  readonly value: string | undefined
}
/** A network's clients, as far as they press, pick and send. */
export interface Hands {
  /** All that stands in channels, threads, direct messages and Homes. */
  posted(): readonly Pressable[]
  types(by: Who, line: string): Promise<Used>
  /** The network's own id of somebody or of a channel, for a form. */
  person(who: Who): string
  channel(): string
  /** The language of people's clients from now on. */
  speak(locale: 'en-US' | 'es-ES'): void
}

export const nothing: Used = { words: [], controls: [], faults: [] }
