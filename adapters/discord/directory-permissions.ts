/** Permissions by a server's roles and a channel's overwrites, as Discord documents them. Bits as decimal strings. */
interface Role {
  readonly id: string
  readonly permissions: string
}
export interface Overwrite {
  readonly id: string
  readonly allow: string
  readonly deny: string
}
export interface Membership {
  readonly guild: string
  readonly me: string
  /** The bot's own roles. */
  readonly mine: readonly string[]
  readonly roles: readonly Role[]
}

const administrator = 1n << 3n
const viewChannel = 1n << 10n
const readHistory = 1n << 16n
const everything = (1n << 60n) - 1n

const permissionsIn = ({ guild, me, mine, roles }: Membership, overwrites: readonly Overwrite[]): bigint => {
  const held = roles.filter(({ id }) => id === guild || mine.includes(id))
  const base = held.reduce((all, { permissions }) => all | BigInt(permissions), 0n)
  if ((base & administrator) !== 0n) return everything
  const apply = (allowed: bigint, some: readonly Overwrite[]): bigint => {
    const deny = some.reduce((all, one) => all | BigInt(one.deny), 0n)
    const allow = some.reduce((all, one) => all | BigInt(one.allow), 0n)
    return (allowed & ~deny) | allow
  }
  const everyone = apply(
    base,
    overwrites.filter(({ id }) => id === guild),
  )
  const byRole = apply(
    everyone,
    overwrites.filter(({ id }) => mine.includes(id)),
  )
  return apply(
    byRole,
    overwrites.filter(({ id }) => id === me),
  )
}

/** Permissions that the desk needs in a channel, by the names that Discord shows. */
const needed: Readonly<Record<string, bigint>> = {
  'View Channel': viewChannel,
  'Send Messages': 1n << 11n,
  'Create Public Threads': 1n << 35n,
  'Send Messages in Threads': 1n << 38n,
  'Embed Links': 1n << 14n,
  'Attach Files': 1n << 15n,
  'Read Message History': readHistory,
  'Add Reactions': 1n << 6n,
}
/** Needed permissions that the bot has not got there. */
export const missingIn = (standing: Membership, overwrites: readonly Overwrite[] = []): readonly string[] => {
  const held = permissionsIn(standing, overwrites)
  return Object.keys(needed).filter((name) => (held & needed[name]!) === 0n)
}

/** True when the bot may read what was said in a channel. Asking where it may not costs one of few refused requests. */
export const mayRead = (standing: Membership, overwrites: readonly Overwrite[] = []): boolean => {
  const needed = viewChannel | readHistory
  return (permissionsIn(standing, overwrites) & needed) === needed
}
