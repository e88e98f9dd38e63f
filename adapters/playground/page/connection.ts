import type { StreamEvents } from './wire.js'

type Listeners = { readonly [E in keyof StreamEvents]: (data: StreamEvents[E]) => void }

/** Milliseconds until the next try. */
export const again = 1500

/** Listens for ever: a browser reconnects by itself after a dropped line, and we do after a refusal. */
export const connect = (heard: Listeners, lost: () => void): void => {
  const source = new EventSource('/playground/api/stream?as=everybody')
  const on = <E extends keyof StreamEvents>(event: E): void => {
    const tell: (data: StreamEvents[E]) => void = heard[event]
    source.addEventListener(event, (message) =>
      tell(JSON.parse((message as MessageEvent<string>).data) as StreamEvents[E]),
    )
  }
  on('post')
  on('people')
  on('typing')
  on('ready')
  source.addEventListener('error', () => {
    lost()
    if (source.readyState !== EventSource.CLOSED) return
    source.close()
    setTimeout(() => connect(heard, lost), again)
  })
}
