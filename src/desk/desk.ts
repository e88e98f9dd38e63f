import type { Outside } from '../core/needs'
import { operationInfo, type Operation } from '../core/operation'
import { inEachLocale } from '../core/words'
import type { Networks } from '../delivery/outbox'
import type { Answer, Choice, Inbound, Log, OperationInfo, Page, Question, WorkspaceRef } from '../platform'
import type { Metrics } from '../run/metrics'
import type { Numbers, Reservation } from '../store/numbers'
import type { Store, Unit } from '../store/transaction'
import { createWriters } from '../tickets/conversation/writers'
import type { Tx } from '../core/tx'
import { openTx, type TxParts } from '../tx/tx'
import { whoseWorkspace, type Adopt } from '../workspaces/whose-workspace'
import { createAsk } from './ask'
import { createAskOutside } from './ask-outside'
import { createGroupCommit } from './group-commit'
import { createHandle } from './handle'
import { registryOf } from './invoke'
import { createReceive } from './receive'
import { createTyping } from './show-typing'

export interface DeskParts {
  readonly store: Store
  readonly numbers: Numbers
  readonly networks: Networks
  readonly tx: TxParts
  readonly outside: Outside
  readonly adopt: Adopt
  readonly log: Log
  readonly metrics: Metrics
}

/** The core as the adapters' host meets it. */
export interface DeskCore {
  readonly operations: readonly OperationInfo[]
  /** In a transaction that writes: see receive.ts, group-commit.ts and handle.ts. */
  receive(event: Inbound): Promise<Answer>
  /** In one that reads: see ask.ts. */
  ask(question: Question): Promise<Answer | readonly Choice[] | Page>
  serves(workspace: WorkspaceRef): Promise<boolean>
  /** A transaction's handle for what nobody asked for: the sweep, the courier. */
  open(unit: Unit, number?: Reservation): Promise<Tx>
}

export const createDesk = ({ store, networks, tx: txParts, outside, adopt, ...parts }: DeskParts): DeskCore => {
  const { operations } = txParts.registered
  const registry = registryOf(operations)
  const infos = new Map(operations.map((operation) => [operation.name, operationInfo(operation, inEachLocale)]))
  const infoList = [...infos.values()]
  const infoOf = (operation: Operation) => infos.get(operation.name)!
  const whose = whoseWorkspace(store, adopt)
  const shared = { store, networks, registry, infoList, infoOf, whose, txParts, writers: createWriters() }

  return {
    operations: infoList,
    receive: createReceive({
      ...shared,
      ...parts,
      showTyping: createTyping(store, networks, async (event) => whose.deskOf(event)),
      askOutside: createAskOutside({ ...shared, outside }),
      commit: createGroupCommit(store, createHandle({ ...shared, forgetWorkspace: whose.forget })),
    }),
    ask: createAsk(shared),
    serves: async (workspace) => (await whose.deskOf({ workspace, from: workspace })) !== undefined,
    open: async (unit, number) => openTx(unit, txParts, number === undefined ? {} : { number }),
  }
}
