import { Refusal } from '../core/refusal'
import type { Fault } from '../core/section'
import type { Tx } from '../core/tx'
import { networkName } from '../core/network-name'

/** A network can never tell who somebody is: nobody has rights by it, and nothing of the agents' is shown there. */
const isUnproven = (tx: Tx, platform: string): boolean => tx.outbox.limits(platform)?.identity === 'claimed'

export const refuseUnproven = (tx: Tx, platform: string, field: string) => {
  if (isUnproven(tx, platform)) throw new Refusal('network-unproven', { network: networkName(platform) }, field)
}

/** The same for the configuration file, where all of these networks are such. */
export const unprovenFault = (tx: Tx, networks: readonly string[]): Fault | undefined =>
  networks.every((network) => isUnproven(tx, network))
    ? { words: 'refusal.network-unproven', params: { network: networkName(networks[0] ?? '') } }
    : undefined
