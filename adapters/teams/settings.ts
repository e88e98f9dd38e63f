/** What index.ts makes of the environment. */
export interface Settings {
  /** Absent with the emulator: no authentication either way, loopback alone. */
  readonly app?: {
    readonly id: string
    readonly password: string
    readonly type: 'SingleTenant' | 'MultiTenant'
    /** Always there for SingleTenant. */
    readonly tenant?: string
  }
  /** Lower case `host` or `host:port`, beside Microsoft's own. */
  readonly serviceHosts: readonly string[]
  readonly openIdMetadata?: string
  /** Forms open as dialogs; the Playground has none, so there they are cards in the conversation. */
  readonly dialogs: boolean
}

/** The connectors of Teams: public cloud, GCC, GCC High, DoD. */
const microsoft = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
]
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])
export const isLoopback = (host: string): boolean =>
  loopback.has(host) || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1'

/** The bot's token goes to these hosts and nowhere else, whatever an activity says. */
export const isServiceUrl = (url: string, { app, serviceHosts }: Settings): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname, username, password } = new URL(url)
  if (username || password) return false
  if (!app) return (protocol === 'http:' || protocol === 'https:') && isLoopback(hostname)
  if (serviceHosts.includes(host)) return protocol === 'https:' || isLoopback(hostname)
  return protocol === 'https:' && microsoft.includes(host)
}
