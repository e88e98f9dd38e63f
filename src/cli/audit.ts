import { auditCommand } from './audit-command'
import { runBeside } from './beside'

runBeside(async (beside) => auditCommand(beside, process.argv.slice(2), (line) => process.stdout.write(`${line}\n`)))
