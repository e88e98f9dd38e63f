import type { WorkspaceRef } from '../platform'
import { deskOf, desksOn } from '../store/desk-rows'
import type { DeskId, Store } from '../store/transaction'

/** The desk of a workspace that nobody knows: the one that the first of its network joins, or one of its own. Undefined: none. */
export type Adopt = (workspace: WorkspaceRef, isInstalled: boolean) => Promise<DeskId | undefined>

interface Sent {
  readonly workspace?: WorkspaceRef
  readonly from: { readonly platform: string }
}
export interface WhoseWorkspace {
  /** Undefined: no desk's. Without a workspace it belongs to the only desk of its network. */
  deskOf(sent: Sent, isInstalled?: boolean): Promise<DeskId | undefined>
  /** To be called once the workspace is lost for sure. */
  forget(workspace: WorkspaceRef): void
}

/** Another process may have linked the workspace to another desk, or have lost it. */
const knownForMs = 2000

/** Every event asks whose it is: it is remembered for a moment, and those who ask in the same moment ask once. */
export const whoseWorkspace = (store: Store, adopt: Adopt): WhoseWorkspace => {
  const known = new Map<string, { readonly desk: DeskId; readonly until: number }>()
  const asking = new Map<string, Promise<DeskId | undefined>>()

  const find = async (workspace: WorkspaceRef, isInstalled: boolean) => {
    const desk = (await deskOf(store, workspace)) ?? (await adopt(workspace, isInstalled))
    if (desk !== undefined) known.set(keyOf(workspace), { desk, until: performance.now() + knownForMs })
    return desk
  }

  return {
    deskOf: async ({ workspace, from }, isInstalled = false) => {
      if (workspace === undefined) {
        const [only, ...others] = await desksOn(store, from.platform)
        return others.length === 0 ? only : undefined
      }
      const remembered = known.get(keyOf(workspace))
      if (remembered !== undefined && remembered.until > performance.now()) return remembered.desk
      const question = `${keyOf(workspace)} ${isInstalled}`
      const asked = asking.get(question) ?? find(workspace, isInstalled).finally(() => asking.delete(question))
      asking.set(question, asked)
      return asked
    },
    forget: (workspace) => void known.delete(keyOf(workspace)),
  }
}

const keyOf = ({ platform, id }: WorkspaceRef) => `${platform} ${id}`
