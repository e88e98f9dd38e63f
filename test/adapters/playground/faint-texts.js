/** Texts whose contrast with what is behind them is below 4.5 (3 for large ones). Runs in the page, not in Node. */
;(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (value) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = value
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data].map((part, at) => (at === 3 ? part / 255 : part))
  }
  const over = (top, below) =>
    [0, 1, 2].map((at) => (top[at] ?? 0) * (top[3] ?? 1) + (below[at] ?? 0) * (1 - (top[3] ?? 1)))
  const light = (colour) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
      const part = (colour[at] ?? 0) / 255
      return sum + weight * (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    }, 0)
  const behind = (element) => {
    if (!element) return [255, 255, 255]
    const own = rgba(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own.slice(0, 3) : over(own, behind(element.parentElement))
  }
  return [...document.querySelectorAll('body *')].flatMap((element) => {
    const words = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent ?? '')
      .join('')
      .trim()
    const style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    if (!words || box.width === 0 || style.visibility === 'hidden' || element.closest('svg, :disabled, option'))
      return []
    const ground = behind(element)
    const [a = 0, b = 0] = [light(over(rgba(style.color), ground)), light(ground)].sort((x, y) => y - x)
    const contrast = (a + 0.05) / (b + 0.05)
    const large =
      parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700)
    return contrast < (large ? 3 : 4.5) ? [`${words.slice(0, 40)}: ${contrast.toFixed(2)}`] : []
  })
})()
