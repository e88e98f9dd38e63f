import type { FileRef, Finding, GroupRef, PlaceRef, Profile, UserRef, WorkspaceRef } from '../platform'

/** The world outside of the database: the networks and the machine. It is asked before a transaction, never in one. */
export interface Outside {
  file(file: FileRef): Promise<Buffer | undefined>
  diagnose(places: readonly PlaceRef[]): Promise<readonly Finding[]>
  place(place: PlaceRef): Promise<readonly Finding[]>
  group(typed: string, workspace: WorkspaceRef): Promise<GroupFound | undefined>
  members(group: GroupRef | PlaceRef): Promise<readonly UserRef[] | undefined>
  profile(user: UserRef): Promise<Profile | undefined>
}
export interface GroupFound {
  readonly ref: GroupRef
  readonly name: string
}

/** Question that an operation has to the outside: `Operation.needs` names it, `Tx.answerOf` has the answer. */
export interface Need<T> {
  readonly key: string
  ask(outside: Outside): Promise<T>
}

/** By the keys of their needs. */
export type Answers = ReadonlyMap<string, unknown>

/** The bytes of a file that came with what is asked; undefined when they cannot be had. */
export const bytesOf = (file: FileRef): Need<Buffer | undefined> => ({
  key: `file ${file.id}`,
  ask: async (outside) => outside.file(file),
})
/** Faults that the networks and the machine find. */
export const diagnosisOf = (places: readonly PlaceRef[]): Need<readonly Finding[]> => ({
  key: 'diagnosis',
  ask: async (outside) => outside.diagnose(places),
})
/** Findings of its network about a place that the desk is to use. Nothing where it cannot be asked. */
export const findingsOf = (place: PlaceRef): Need<readonly Finding[]> => ({
  key: `place ${place.platform} ${place.id}`,
  ask: async (outside) => outside.place(place),
})
/** Members of a group or a channel; undefined when the network does not tell. */
export const membersOf = (group: GroupRef | PlaceRef): Need<readonly UserRef[] | undefined> => ({
  key: `members ${group.platform} ${group.kind} ${group.id}`,
  ask: async (outside) => outside.members(group),
})
/** Profile of somebody on a network; undefined when it does not tell. */
export const profileOf = (user: UserRef): Need<Profile | undefined> => ({
  key: `profile ${user.platform} ${user.id}`,
  ask: async (outside) => outside.profile(user),
})
/** The group of a workspace that is called so there, and with `isFilled` who is in it; undefined when there is none. */
export const groupCalled = (
  typed: string,
  workspace: WorkspaceRef,
  isFilled: boolean,
): Need<(GroupFound & { readonly members: readonly UserRef[] | undefined }) | undefined> => ({
  key: `group ${typed}`,
  ask: async (outside) => {
    const found = await outside.group(typed, workspace)
    return found && { ...found, members: isFilled ? await outside.members(found.ref) : undefined }
  },
})
