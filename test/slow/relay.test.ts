/** A thousand conversations and some, as many for each pair. `RELAY_SEQUENCES` asks for another number, `SEED` for the same ones. */
process.env['WHOLE'] ??= '1'
process.env['RELAY_SEQUENCES'] ??= '112'
process.env['SEED'] ??= String(Date.now() % 1_000_000)
process.stdout.write(`seed ${process.env['SEED']}\n`)
require('../stories/relay.test')
