/** Longer, and more, random stories of three customers: `CASES` says how many times as many as `npm test` plays. */
process.env['CASES'] ??= '20'
require('../stories/confidences.test')
jest.setTimeout(1_200_000)
