/** Killed in the middle of 200 messages, of which `npm test` sends some. */
process.env['WHOLE'] ??= '1'
require('../stories/killed-and-doubled.test')
