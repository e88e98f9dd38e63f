import type { IncomingMessage, ServerResponse } from 'node:http'

/** True when the client is gone: what failed meanwhile is nobody's fault, and nothing to log but for those who look for it. */
export const hasHungUp = (request: IncomingMessage, response: ServerResponse): boolean =>
  (request.destroyed && !request.complete) ||
  (response.destroyed && !response.writableFinished) ||
  request.socket.destroyed
