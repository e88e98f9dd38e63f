/** End of an absence that lasts until they come back. */
export const indefinitely = new Date('9999-12-31T00:00:00Z')
export const isIndefinite = (until: Date): boolean => until.getTime() >= indefinitely.getTime()
