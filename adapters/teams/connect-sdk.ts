import type { ConnectorClient } from 'botframework-connector'

/** A request that Teams did not send. */
export class NotTeams extends Error {
  override readonly name = 'NotTeams'
}

/**
 * The two things the SDK does here: it says who sent a request, and it carries calls to a connector. Its CloudAdapter is
 * left out: for each activity it builds two clients that nobody uses, and it prints what it refuses.
 */
export interface Sdk {
  /** Throws NotTeams unless Teams sent this activity; another error when its keys cannot be had. */
  authenticate(
    authorization: string,
    activity: { readonly channelId: string; readonly serviceUrl: string },
  ): Promise<void>
  connector(serviceUrl: string): Promise<ConnectorClient>
}
