type Defined<Members> = {
  [Key in keyof Members as undefined extends Members[Key] ? never : Key]: Members[Key]
} & {
  [Key in keyof Members as undefined extends Members[Key] ? Key : never]?: Exclude<Members[Key], undefined>
}

/** Members without those that are undefined: `{ ...defined({ name, size }) }` has no `size` where there is none. */
export const defined = <Members extends object>(members: Members): Defined<Members> => {
  const kept: Partial<Members> = {}
  for (const key in members) if (members[key] !== undefined) kept[key] = members[key]
  return kept as Partial<Members> & Defined<Members>
}
