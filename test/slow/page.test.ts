/** All of the page, of which `npm test` opens a part. */
process.env['WHOLE'] ??= '1'
require('../adapters/playground/page.test')
