/** What of the environment concerns Slack: see docs/connect-slack.md. */
export interface SlackConfig {
  readonly SLACK_BOT_TOKEN?: string | undefined
  readonly SLACK_SIGNING_SECRET?: string | undefined
  readonly SLACK_APP_TOKEN?: string | undefined
  readonly SLACK_CLIENT_ID?: string | undefined
  readonly SLACK_CLIENT_SECRET?: string | undefined
  readonly SLACK_STATE_SECRET?: string | undefined
  readonly SLACK_API_URL?: string | undefined
}
