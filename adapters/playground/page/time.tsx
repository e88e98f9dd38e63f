import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useSay } from './context.js'
import { current } from './store.js'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const useNow = (every: number): number => {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return Math.max(now, Date.now())
}

const relative = (ms: number): string => {
  const words = new Intl.RelativeTimeFormat(current().locale, { numeric: 'auto', style: 'narrow' })
  const size = Math.abs(ms)
  if (size < hour) return words.format(Math.trunc(ms / minute), 'minute')
  return size < day ? words.format(Math.trunc(ms / hour), 'hour') : words.format(Math.trunc(ms / day), 'day')
}

export const absolute = (at: string): string =>
  new Date(at).toLocaleString(current().locale, { dateStyle: 'full', timeStyle: 'medium' })

/** Time since then. */
export const Ago = ({ at }: { at: string }): VNode => {
  const say = useSay()
  const since = useNow(10_000) - Date.parse(at)
  return (
    <time class="ago" dateTime={at} title={absolute(at)}>
      {since < minute ? say('now') : relative(-since)}
    </time>
  )
}

const moments = new Map<string, Intl.DateTimeFormat>()
/** Day and time, with the year where it is another one: a day away, a length of time says too little. */
const moment = (at: Date): string => {
  const { locale } = current()
  const isThisYear = at.getFullYear() === new Date().getFullYear()
  const id = `${locale} ${isThisYear}`
  const format =
    moments.get(id) ??
    new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(isThisYear ? {} : { year: 'numeric' }),
    })
  moments.set(id, format)
  return format.format(at)
}

/** Time left until then, to the second when it is near; the moment itself when it is far. */
export const Countdown = ({ at, text }: { at: string; text: string }): VNode => {
  const left = Date.parse(at) - useNow(1000)
  if (Number.isNaN(left)) return <>{text}</>
  const near = left > 0 && left < hour
  const seconds = Math.ceil(left / 1000)
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <time
      class={left <= 0 ? 'countdown over' : near ? 'countdown near' : 'countdown'}
      dateTime={at}
      title={absolute(at)}
    >
      {near ? clock : Math.abs(left) < day ? relative(left) : moment(new Date(at))}
    </time>
  )
}

/** The day that a post was said on, as a heading between days. */
export const dayOf = (at: string, today: string, yesterday: string): string => {
  const date = new Date(at)
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / day)
  if (days === 0) return today
  if (days === 1) return yesterday
  return date.toLocaleDateString(current().locale, { weekday: 'long', day: 'numeric', month: 'long' })
}
