/** `npm test` takes a sample where all would take minutes; `npm run test:slow` sets this and takes all. */
export const isWhole = process.env['WHOLE'] === '1'

/** A case of the whole that the sample has others of its kind for. */
export const testOfWhole = isWhole ? test : test.skip

/**
 * A `test` for stories that are told alike of several networks: the sample tells the first story on the first of them, the
 * second on the second, and so on.
 */
export const inTurn = (network: number, of: number): ((...told: Parameters<jest.It>) => void) => {
  let stories = 0
  return (...told) => (isWhole || stories++ % of === network ? test : test.skip)(...told)
}
