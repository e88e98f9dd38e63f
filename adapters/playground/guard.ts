import type { IncomingMessage } from 'node:http'
import { ApiError } from './api-error'

/**
 * Whoever reaches the playground is every person in it, its admin too. So it answers this machine alone, and only when
 * it was asked by a name of this machine: a web page elsewhere that points its own name here (DNS rebinding), or that
 * posts across sites, is refused. Throws ApiError.
 */
export const guard = (request: IncomingMessage): void => {
  if (!isLoopback(request.socket.remoteAddress))
    throw new ApiError(403, 'not-this-machine', 'The playground answers only the machine it runs on')
  const hosts = namesOf(request.socket.localPort)
  if (!hosts.includes((request.headers.host ?? '').toLowerCase()))
    throw new ApiError(
      403,
      'wrong-host',
      'Open the playground by a name of this machine',
      hosts.map((host) => `http://${host}`),
    )
  const origin = request.headers.origin
  const origins = hosts.map((host) => `http://${host}`)
  if (origin !== undefined && !origins.includes(origin.toLowerCase()))
    throw new ApiError(403, 'wrong-origin', 'Another site may not use the playground', origins)
  if (request.headers['sec-fetch-site'] === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate')
    throw new ApiError(403, 'wrong-origin', 'Another site may not use the playground', origins)
}

const namesOf = (port: number | undefined): readonly string[] => [
  ...['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`),
  ...(port === 80 ? ['127.0.0.1', 'localhost', '[::1]'] : []),
]

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (/^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === '::1')
