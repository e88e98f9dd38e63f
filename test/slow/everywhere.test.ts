/** On every network what `npm test` plays on one of them in turn. */
process.env['WHOLE'] ??= '1'
require('../stories/life-everywhere.test')
require('../stories/sla-everywhere.test')
require('../stories/every-control.test')
