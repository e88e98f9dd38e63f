import fc from 'fast-check'
import { nextMinute, noticeKinds, ways, whenTold, type Attention } from '../../src/people/attention'

const zones = ['UTC', 'Europe/Madrid', 'America/Santiago', 'Australia/Lord_Howe']
const minute = fc.nat(1439)
const attention: fc.Arbitrary<Attention> = fc.record({
  person: fc.constant('bo'),
  ways: fc.dictionary(fc.constantFrom(...noticeKinds), fc.constantFrom(...ways)) as fc.Arbitrary<Attention['ways']>,
  quietFrom: minute,
  quietTo: minute,
  hour: minute,
  summary: fc.boolean(),
  zone: fc.constantFrom(...zones, null),
})
const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
const kind = fc.constantFrom(...noticeKinds)
/** The minute of the day that a clock there shows. */
const shown = (time: Date, zone: string) => {
  const [hours, minutes] = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
    .format(time)
    .split(':')
  return Number(hours) * 60 + Number(minutes)
}
const day = 86_400_000

test('nothing that was not switched off is lost: it is told within two days, and never earlier than now', () => {
  fc.assert(
    fc.property(attention, kind, at, (settings, what, now) => {
      const told = whenTold(settings, what, now, 'UTC')
      if (settings.ways[what] === 'off') return told === undefined
      return told !== undefined && told >= now && told.getTime() - now.getTime() <= 2 * day + 7_200_000
    }),
  )
})

test('nobody is told in quiet hours', () => {
  fc.assert(
    fc.property(attention, kind, at, (settings, what, now) => {
      const told = whenTold(settings, what, now, 'UTC')
      if (told === undefined) return true
      const clock = shown(told, settings.zone ?? 'UTC')
      const { quietFrom, quietTo } = settings as { quietFrom: number; quietTo: number }
      const isQuiet =
        quietFrom <= quietTo ? clock >= quietFrom && clock < quietTo : clock >= quietFrom || clock < quietTo
      // An hour that a change of summer time skips is over when the next begins.
      return !isQuiet || clock - quietTo === 30 || clock - quietTo === 60
    }),
  )
})

test('the next time of day is less than a day and a change of summer time away', () => {
  fc.assert(
    fc.property(at, minute, fc.constantFrom(...zones), (now, wanted, zone) => {
      const next = nextMinute(now, wanted, zone)
      return next > now && next.getTime() - now.getTime() <= day + 3_600_000
    }),
  )
})
