/** A network's id as people write it: `slack` is Slack. */
export const networkName = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1)
