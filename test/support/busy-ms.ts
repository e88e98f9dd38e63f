/** The time that this process worked, in ms: how busy the machine is with others does not matter to it. */
export const busyMs = (work: () => void): number => {
  const begun = process.cpuUsage()
  work()
  return process.cpuUsage(begun).user / 1000
}
