import { wordsOfAnswer, type FakeNetwork } from './fake-network'
import type { openFor, TestDesk } from './desk'

/** Eight agents press Claim on each of so many tickets at the same moment. Tells of every ticket that has not exactly one winner. */
export const claimAtOnce = async (
  desk: TestDesk,
  network: FakeNetwork,
  { ada }: Awaited<ReturnType<typeof openFor>>,
  count: number,
): Promise<string[]> => {
  const agents = Array.from({ length: 8 }, (_, index) => network.person(`agent${index}`))
  for (const agent of agents) await ada.invokes('role', { user: agent.user, role: 'agent' })
  const faults: string[] = []
  for (let number = 1; number <= count; number++) {
    await network.person(`customer${number}`).says('help me')
    const answers = await Promise.all(agents.map(async (agent) => agent.invokes('claim', { ticket: String(number) })))
    const winners = answers.filter((answer) => wordsOfAnswer(answer).endsWith('is now assigned to you.')).length
    if (winners !== 1) faults.push(`#${number} has ${winners} winners`)
  }
  const claims = await desk.rows<{ ticket: number; count: number }>(
    `select ticket, count(*)::int as count from entries where kind = 'change' and data->>'field' = 'assignee' group by 1`,
  )
  const many = claims
    .filter((claim) => claim.count !== 1)
    .map(({ ticket, count: times }) => `#${ticket} was claimed ${times} times`)
  return [...faults, ...many, ...(claims.length === count ? [] : [`${claims.length} of ${count} were claimed`])]
}
