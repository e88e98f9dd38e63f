// Preloaded: sets this process's clock by CLOCK_SHIFT milliseconds, and by the next of CLOCK_JUMPS at each SIGUSR2.
const { CLOCK_SHIFT = '0', CLOCK_JUMPS = '' } = process.env
const jumps = CLOCK_JUMPS.split(',').filter(Boolean).map(Number)
const RealDate = Date
let shift = Number(CLOCK_SHIFT)

global.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift)
    else super(...given)
  }
  static now() {
    return RealDate.now() + shift
  }
}
process.on('SIGUSR2', () => {
  shift = jumps.shift() ?? 0
})
