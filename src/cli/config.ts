import { runBeside } from './beside'
import { configCommand } from './config-command'

runBeside(async (beside) => configCommand(beside, process.argv.slice(2), (line) => process.stdout.write(`${line}\n`)))
