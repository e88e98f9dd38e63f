import type { IncomingHttpHeaders } from 'node:http'

/** An address of this machine. */
export const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (/^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === '::1')

const forwarding =
  /^(forwarded|via|x-forwarded(-\w+)*|x-original-(host|forwarded-for)|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip|cf-ray|fastly-client-ip|x-envoy-[\w-]+|x-amzn-trace-id|x-azure-[\w-]+|x-appengine-[\w-]+|fly-client-ip)$/

/** True when somebody stands between: then the address is theirs, and says nothing of who asks. */
export const isForwarded = (headers: IncomingHttpHeaders): boolean =>
  Object.keys(headers).some((name) => forwarding.test(name))
