// Log-mel features as the book's firststeps.audio computes them, frame by frame from a stream of samples.

export interface Settings {
  readonly sampleRate: number // Hz
  readonly window: number // samples in a frame
  readonly hop: number // samples from one frame to the next
  readonly fft: number // samples; the frame is filled up with zeros; a power of two
  readonly bands: number
  readonly lowest: number // Hz
  readonly highest: number // Hz
  readonly floor: number // added to the power, so that silence has a logarithm
  readonly gain: number // from the logarithm to the scale of 0 to 255
  readonly offset: number // added to that
}

const FULL_SCALE = 32_768 // an int16 sample divided by this lies between -1 and 1
const HIGHEST = 255 // of a feature

/** A mel band: its first frequency, and how much each frequency from there on counts. */
interface Band {
  readonly first: number
  readonly weights: Float64Array
}

export class FrontEnd {
  readonly #window: Float64Array
  readonly #bands: readonly Band[]
  readonly #fft: Fourier
  #waiting = new Int16Array(0)

  constructor(readonly settings: Settings) {
    const turn = (2 * Math.PI) / settings.window
    this.#window = Float64Array.from({ length: settings.window }, (_, k) => 0.5 - 0.5 * Math.cos(turn * k))
    this.#bands = melBands(settings)
    this.#fft = new Fourier(settings.fft)
  }

  /** Take in more samples and return the features of the frames that are now complete. */
  push(samples: Int16Array): Float32Array[] {
    const { window, hop } = this.settings
    const all = new Int16Array(this.#waiting.length + samples.length)
    all.set(this.#waiting)
    all.set(samples, this.#waiting.length)
    const frames: Float32Array[] = []
    let start = 0
    for (; start + window <= all.length; start += hop) frames.push(this.#features(all.subarray(start, start + window)))
    this.#waiting = all.slice(start)
    return frames
  }

  #features(frame: Int16Array): Float32Array {
    const { floor, gain, offset } = this.settings
    const power = this.#fft.power(
      frame.length,
      (k) => ((frame[k] as number) * (this.#window[k] as number)) / FULL_SCALE,
    )
    return Float32Array.from(this.#bands, ({ first, weights }) => {
      let sum = floor
      for (const [k, weight] of weights.entries()) sum += weight * (power[first + k] as number)
      return Math.min(HIGHEST, Math.max(0, gain * Math.log(sum) + offset))
    })
  }
}

/** Triangles of height 1 that are equally wide in mels, by the formula of HTK: 2595 log10(1 + f / 700). */
const melBands = ({ bands, lowest, highest, sampleRate, fft }: Settings): Band[] => {
  const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700)
  const hertz = (mel: number) => 700 * (10 ** (mel / 2595) - 1)
  const step = (mel(highest) - mel(lowest)) / (bands + 1)
  const edges = Array.from({ length: bands + 2 }, (_, edge) => hertz(mel(lowest) + edge * step))
  return Array.from({ length: bands }, (_, band) => {
    const [from, peak, to] = edges.slice(band, band + 3) as [number, number, number]
    const first = Math.ceil((from * fft) / sampleRate)
    const weights = Float64Array.from({ length: Math.floor((to * fft) / sampleRate) - first + 1 }, (_, k) => {
      const frequency = ((first + k) * sampleRate) / fft
      return Math.max(0, Math.min((frequency - from) / (peak - from), (to - frequency) / (to - peak)))
    })
    return { first, weights }
  })
}

/** The fast Fourier transform (Cooley and Tukey 1965), for a length that is a power of two. */
class Fourier {
  readonly #real: Float64Array
  readonly #imaginary: Float64Array
  readonly #cosines: Float64Array
  readonly #sines: Float64Array
  readonly #places: Uint16Array // where each sample goes: its index with the bits in reverse order

  constructor(readonly length: number) {
    const bits = Math.log2(length)
    const reversed = (index: number) => {
      let result = 0
      for (let bit = 0; bit < bits; bit++) result |= ((index >> bit) & 1) << (bits - 1 - bit)
      return result
    }
    this.#real = new Float64Array(length)
    this.#imaginary = new Float64Array(length)
    this.#cosines = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length))
    this.#sines = Float64Array.from({ length: length / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / length))
    this.#places = Uint16Array.from({ length }, (_, index) => reversed(index))
  }

  /** The squared magnitudes of ``count`` samples with zeros after them, from frequency 0 to half the rate. */
  power(count: number, sample: (index: number) => number): Float64Array {
    const [real, imaginary] = [this.#real, this.#imaginary]
    for (let index = 0; index < this.length; index++)
      real[this.#places[index] as number] = index < count ? sample(index) : 0
    imaginary.fill(0)
    for (let half = 1; half < this.length; half *= 2) this.#merge(half)
    return Float64Array.from(
      { length: this.length / 2 + 1 },
      (_, k) => (real[k] as number) ** 2 + (imaginary[k] as number) ** 2,
    )
  }

  /** Make one transform of twice the length out of each pair of neighbours. */
  #merge(half: number): void {
    const [real, imaginary] = [this.#real, this.#imaginary]
    const stride = this.length / (2 * half)
    for (let start = 0; start < this.length; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const [cosine, sine] = [this.#cosines[k * stride] as number, this.#sines[k * stride] as number]
        const [low, high] = [start + k, start + k + half]
        const [a, b] = [real[high] as number, imaginary[high] as number]
        const [turned, aside] = [a * cosine - b * sine, a * sine + b * cosine]
        real[high] = (real[low] as number) - turned
        imaginary[high] = (imaginary[low] as number) - aside
        real[low] = (real[low] as number) + turned
        imaginary[low] = (imaginary[low] as number) + aside
      }
  }
}
