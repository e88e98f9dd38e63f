import type { Courier } from '../delivery/courier'
import type { Networks } from '../delivery/outbox'
import type { Outside } from '../core/needs'
import { fetchFile } from './fetch-file'
import type { RoleSync } from '../people/roles/sync-roles'
import { lengthOf, sameRef, type Platform } from '../platform'
import { findingsOf } from '../doctor/diagnose'

export type Platforms = ReadonlyMap<string, Platform>

/** Part of its networks that the desk may know; `later` are those who come into being after it. */
export const networksOf = (
  platforms: Platforms,
  later: { readonly courier?: Pick<Courier, 'ready'>; readonly roleSync?: Pick<RoleSync, 'wake'> },
): Networks => ({
  limits: (name) => platforms.get(name)?.limits,
  measure: (name) => (text) => platforms.get(name)?.measure(text) ?? lengthOf(text),
  lane: (place) => `${place.platform}:${platforms.get(place.platform)?.lane(place) ?? place.id}`,
  postAt: (link, from) =>
    [...platforms.values()].map((platform) => platform.postAt(link, from)).find((post) => post !== undefined),
  typing: (place) =>
    void platforms
      .get(place.platform)
      ?.typing(place)
      .catch(() => undefined),
  ready: (desk, lane) => later.courier?.ready(desk, lane),
  syncRoles: (desk) => later.roleSync?.wake(desk),
})

/** Questions to a network before a transaction; one that does not answer knows nothing. */
export const lookUps = (platforms: Platforms): Omit<Outside, 'diagnose'> => ({
  file: async (file) => fetchFile(platforms.get(file.platform), file),
  place: async (place) => {
    const platform = platforms.get(place.platform)
    const found = platform === undefined ? [] : await findingsOf(platform, [place])
    return found.filter((finding) => sameRef(finding.place, place))
  },
  group: async (typed, workspace) =>
    platforms
      .get(workspace.platform)
      ?.group(typed, workspace)
      .catch(() => undefined),
  profile: async (user) =>
    platforms
      .get(user.platform)
      ?.profile(user)
      .catch(() => undefined),
  members: async (group) =>
    platforms
      .get(group.platform)
      ?.members(group)
      .catch(() => undefined),
})
