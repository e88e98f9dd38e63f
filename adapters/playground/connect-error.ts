/** A request that is answered with `{error: {code, message, allowed?}}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly status: number,
    readonly code: string,
    /** Says what to do instead. */
    message: string,
    /** Values that could have stood there. */
    readonly allowed?: readonly string[],
  ) {
    super(message)
  }
}
