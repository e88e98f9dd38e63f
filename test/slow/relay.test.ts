/** A thousand conversations and some: as many for each pair. `RELAY_SEQUENCES` asks for another number. */
process.env['RELAY_SEQUENCES'] ??= '112'
require('../stories/relay.test')
