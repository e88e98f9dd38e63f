import type { IncomingMessage, ServerResponse } from 'node:http'

/** Whether whoever asked is gone, so that what failed meanwhile is nobody's fault: nothing to log but for those who look for it. */
export const hasHungUp = (request: IncomingMessage, response: ServerResponse): boolean =>
  (request.destroyed && !request.complete) ||
  (response.destroyed && !response.writableFinished) ||
  request.socket.destroyed
