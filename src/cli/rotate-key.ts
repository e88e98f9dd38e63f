import { rotateKeys } from '../store/rotate-keys'
import { runBeside } from './beside'

runBeside(async (beside) => {
  await rotateKeys({ ...beside, progress: (line) => void process.stdout.write(`${line}\n`) })
  return 0
})
