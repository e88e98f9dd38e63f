/** Number of generated cases to look at: `npm run test:slow` takes ten times as many (`CASES` asks for another factor). */
export const cases = (count: number): number => count * Number(process.env['CASES'] ?? 1)
