/** The database cannot be used. The message says why and what to do. */
export class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault'
}
