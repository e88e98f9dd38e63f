import { giveUpSealed } from '../audit/lost-key'
import { rotateKeys } from '../store/rotate-keys'
import { runInContext } from './context'
import { parse } from './command'
import { commandList } from './command-list'

export const runRotateKey = async (args: readonly string[], progress: (line: string) => void): Promise<number> => {
  const isLost = parse(commandList['rotate-key'], args, 0).isOn('lost')
  return runInContext(
    async (beside) => {
      await (isLost ? giveUpSealed : rotateKeys)({ ...beside, progress })
      return 0
    },
    { mayBeLost: isLost },
  )
}
