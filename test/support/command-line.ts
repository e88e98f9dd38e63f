import { runProcess } from '../../src/cli/commands'

// As src/cli/taquilla.js starts it, without a build; the program itself is src/main.ts.
runProcess('0.0.0', () => process.exit(3))
