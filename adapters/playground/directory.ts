import type { Locale, Role } from '../../src/platform'

export interface Person {
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** Everybody there is: nobody can be added, so that an address like `ana` means the same on every machine. */
export const people: readonly Person[] = [
  { id: 'ana', name: 'Ana García', role: 'customer' },
  { id: 'carlos', name: 'Carlos Ruiz', role: 'customer' },
  { id: 'bo', name: 'Bo Lindqvist', role: 'agent' },
  { id: 'kim', name: 'Kim Tran', role: 'agent' },
  { id: 'sam', name: 'Sam Okafor', role: 'supervisor' },
  { id: 'ada', name: 'Ada Moreno', role: 'admin' },
]

export type Purpose = 'intake' | 'agents' | 'supervisors'

export interface Channel {
  readonly id: string
  readonly purpose: Purpose
  readonly title: Readonly<Record<Locale, string>>
  readonly members: readonly string[]
}

const withRoles = (...roles: readonly Role[]): readonly string[] =>
  people.filter((person) => roles.includes(person.role)).map((person) => person.id)

export const channels: readonly Channel[] = [
  { id: 'help', purpose: 'intake', title: { en: 'help', es: 'ayuda' }, members: people.map((person) => person.id) },
  {
    id: 'agents',
    purpose: 'agents',
    title: { en: 'agents', es: 'agentes' },
    members: withRoles('agent', 'supervisor', 'admin'),
  },
  {
    id: 'supervisors',
    purpose: 'supervisors',
    title: { en: 'supervisors', es: 'supervisores' },
    members: withRoles('supervisor', 'admin'),
  },
]

export const personOf = (id: string): Person | undefined => people.find((person) => person.id === id)
export const channelOf = (id: string): Channel | undefined => channels.find((channel) => channel.id === id)
