import type { OperationInfo } from './platform'

/** The way to a command where commands are picked from groups: `/ticket find search`; those used most have none. */
export const pickedPath = ({
  command,
  name,
  group,
  isFrequent,
}: Pick<OperationInfo, 'command' | 'name' | 'group' | 'isFrequent'>): string =>
  group === undefined || isFrequent === true ? `/${command} ${name}` : `/${command} ${group.name} ${name}`

const named = /(?<![\p{L}\p{N}/])\/(ticket|desk) ([a-z][a-z-]*)/gu

/** A sentence of the desk's with each command that it names replaced. */
export const replaceCommands = (
  sentence: string,
  replace: (written: string, command: OperationInfo['command'], name: string) => string,
): string =>
  sentence.replaceAll(named, (written, command: OperationInfo['command'], name: string) =>
    replace(written, command, name),
  )
