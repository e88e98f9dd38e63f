import { parseCommand, pickedPath, type InputValue, type Locale, type OperationInfo } from '../platform'

/** `/ticket merge 14 12` where commands are picked and not typed: `/ticket fix merge ticket:14 into:12`. */
export const pickedLine = (line: string, operation: OperationInfo, locale: Locale): string => {
  const parsed = parseCommand(line, { operations: [operation], locale })
  const input = parsed.kind === 'invoke' ? parsed.input : {}
  return [pickedPath(operation), ...Object.entries(input).map(([name, value]) => `${name}:${written(value)}`)].join(' ')
}

/** People and places stay as they were typed: nobody looks them up here. */
const written = (value: InputValue): string => (Array.isArray(value) ? value.join(' ') : String(value))
