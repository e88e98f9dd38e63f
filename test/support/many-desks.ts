import { startDesk } from './desk'
import type { FakeNetwork } from './fake-network'
import { roles, type Input, type Role } from '../../src/platform'

export const workspaces = ['acme', 'globex'] as const
export type Workspace = (typeof workspaces)[number]

const on = (network: FakeNetwork, id: Workspace) => ({
  workspace: { platform: network.name, kind: 'workspace' as const, id },
})

/** A desk for each workspace of each network. In both there is somebody of each role: `acme-agent`, `globex-admin`. */
export const startManyDesks = async (networks: readonly FakeNetwork[]) => {
  const desk = await startDesk(
    networks.map(({ platform }) => platform),
    { env: { DESKS: 'many' } },
  )
  const invokes = async (
    network: FakeNetwork,
    who: string,
    home: Workspace,
    operation: string,
    input: Input = {},
    place = `agents-${home}`,
  ) => network.person(who).invokes(operation, input, place, on(network, home))

  for (const network of networks)
    for (const home of workspaces) {
      const admin = `${home}-admin`
      const arrival = network.arrival(admin, `agents-${home}`, `installed-${home}`)
      await network.receive({ ...arrival, ...on(network, home), kind: 'lifecycle', what: 'installed' })
      for (const purpose of ['intake', 'agents'])
        await invokes(network, admin, home, 'place', { purpose, place: network.place(`${purpose}-${home}`) })
      for (const role of ['agent', 'supervisor'] as const)
        await invokes(network, admin, home, 'role', { user: network.user(`${home}-${role}`), role })
      // Meets everybody first: what comes after writes nothing of them.
      for (const role of roles) for (const from of workspaces) await invokes(network, `${from}-${role}`, home, 'help')
    }
  await desk.settle()

  const [{ tables } = { tables: [] }] = await desk.rows<{ tables: string[] }>(
    `select array_agg(c.table_name::text order by 1) as tables from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'desk' and t.table_type = 'BASE TABLE'`,
  )
  const counts = `select ${tables.map((table) => `(select count(*)::int from "${table}") as "${table}"`).join(', ')}`
  return {
    desk,
    invokes,
    says: async (network: FakeNetwork, who: string, home: Workspace, text: string) =>
      network.person(who).says(text, `intake-${home}`, on(network, home)),
    asks: async (network: FakeNetwork, who: string, home: Workspace, question: object) =>
      network.ask({
        operation: '',
        input: {},
        place: network.place(`agents-${home}`),
        ...question,
        from: network.user(who),
        ...on(network, home),
      } as Parameters<FakeNetwork['ask']>[0]),
    /** Counts the rows of each table with a desk. */
    counts: async (): Promise<Readonly<Record<string, number>>> =>
      (await desk.rows<Record<string, number>>(counts))[0]!,
  }
}
export type ManyDesks = Awaited<ReturnType<typeof startManyDesks>>

/** Role of a person of `from` in `home`. */
export const roleIn = (role: Role, from: Workspace, home: Workspace): Role => (from === home ? role : 'customer')
