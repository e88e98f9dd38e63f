import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A Bot Framework of our own as far as its keys go: metadata, keys, and tokens signed with them. */
export interface Issuer {
  readonly metadata: string
  /** A token as Teams sends it: `claims` change or (undefined) remove what it says. */
  token(
    claims: Readonly<Record<string, unknown>>,
    options?: { readonly key?: KeyObject; readonly header?: object },
  ): string
  close(): Promise<void>
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export const otherKey = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

export const startIssuer = async (appId: string, serviceUrl: string): Promise<Issuer> => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = 'key-1'
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', endorsements: ['msteams'] }]
  const server = createServer((request, response) => {
    const base = `http://${request.headers.host ?? ''}`
    const body =
      request.url === '/keys' ? { keys } : { issuer: 'https://api.botframework.com', jwks_uri: `${base}/keys` }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    metadata: `http://127.0.0.1:${(server.address() as AddressInfo).port}/openid`,
    token(claims, { key = privateKey, header = {} } = {}) {
      const now = Math.floor(Date.now() / 1000)
      const said = {
        iss: 'https://api.botframework.com',
        aud: appId,
        serviceurl: serviceUrl,
        nbf: now - 60,
        exp: now + 3600,
        ...claims,
      }
      const signed = `${part({ alg: 'RS256', typ: 'JWT', kid, ...header })}.${part(said)}`
      const signature = createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')
      return `Bearer ${signed}.${signature}`
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
