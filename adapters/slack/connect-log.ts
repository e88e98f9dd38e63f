import { LogLevel, type Logger } from '@slack/bolt'
import { cut, type Log } from '../../src/platform'

/** The SDK's log lines in ours. Its debug lines hold whole payloads, so they go nowhere. */
export const sdkLog = (log: Log): Logger => {
  const line = (parts: readonly unknown[]): string =>
    cut(
      parts.map((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : '')).join(' '),
      300,
    )
  return {
    debug() {},
    info: (...parts) => log.debug({}, `slack: ${line(parts)}`),
    warn: (...parts) => log.debug({}, `slack: ${line(parts)}`),
    error: (...parts) => log.warn({}, `slack: ${line(parts)}`),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  }
}
