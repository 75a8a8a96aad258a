// Where sound comes from: a microphone, a clip that the page brings, or a file of the reader's. None of it leaves the page.

import { bytesOf } from "./network"
import { Resampler } from "./resampler"

/** Something to hear that has to be stopped, also when it has ended by itself. */
export interface Source {
  stop(): void
}

/** Why there is nothing to hear, in a sentence for the reader. */
export class SourceError extends Error {}

const BLOCK = 1024 // samples that come together, a few hundredths of a second
const WAV_HEAD = 44 // bytes before the samples, as the book writes WAV files

// The microphone as it is: what makes calls pleasant takes away what the network was trained on.
const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }

const WHY: Readonly<Record<string, string>> = {
  NotAllowedError: "The browser did not let this page use the microphone. Allow it beside the address and press again.",
  NotFoundError: "There is no microphone. Plug one in and press again.",
  NotReadableError: "The microphone is there, but another program holds it, or the system keeps it from the browser.",
}

/** Hear the microphone; ``heard`` gets samples at the rate asked for, ``ended`` is called if it is unplugged. */
export const microphone = async (
  rate: number,
  heard: (samples: Int16Array) => void,
  ended: () => void,
): Promise<Source> => {
  if (!("AudioContext" in window)) throw new SourceError("This browser has no Web Audio, which the microphone needs.")
  if (navigator.mediaDevices === undefined)
    throw new SourceError(
      location.protocol === "file:"
        ? "This browser gives no microphone to a page that is opened from a folder. Serve the book: make serve."
        : "Browsers give the microphone to pages from https only, or from your own machine.",
    )
  const stream = await navigator.mediaDevices.getUserMedia({ audio: AS_IT_IS }).catch((error: DOMException) => {
    throw new SourceError(WHY[error.name] ?? `The microphone can't be used: ${error.message}`)
  })
  const [context, input] = connected(stream, rate)
  const resampler = context.sampleRate === rate ? null : new Resampler(context.sampleRate, rate)
  // An AudioWorklet would want a module from an address, which a page opened from a folder can't load, or one made of
  // text, which a strict policy forbids. The older ScriptProcessorNode needs neither and is there in all browsers; that
  // it runs beside the page's own work does no harm here, because the network runs there, too.
  const tap = context.createScriptProcessor(BLOCK, 1, 1)
  tap.onaudioprocess = ({ inputBuffer }) => {
    const samples = inputBuffer.getChannelData(0)
    heard(whole(resampler === null ? samples : resampler.push(samples)))
  }
  input.connect(tap)
  tap.connect(context.destination) // or it would never be asked; what it passes on is silence
  void context.resume() // it may have been begun too long after the reader's click
  const stop = () => {
    tap.onaudioprocess = null
    for (const track of stream.getTracks()) track.stop()
    void context.close()
  }
  for (const track of stream.getTracks()) track.addEventListener("ended", ended)
  return { stop }
}

/** The microphone in a context of the rate asked for; where the two have to agree, in one of the microphone's own. */
const connected = (stream: MediaStream, rate: number): [AudioContext, AudioNode] => {
  let wanted: AudioContext | null = null
  try {
    wanted = new AudioContext({ sampleRate: rate })
    return [wanted, wanted.createMediaStreamSource(stream)]
  } catch {
    void wanted?.close()
    const own = new AudioContext()
    return [own, own.createMediaStreamSource(stream)]
  }
}

/** Play samples aloud and hand them on meanwhile, as if they were being spoken. */
export const playing = (
  samples: Int16Array<ArrayBuffer>,
  rate: number,
  heard: (samples: Int16Array) => void,
  ended: () => void,
): Source => {
  const context = "AudioContext" in window ? new AudioContext() : null // without one it is played in silence
  if (context !== null) {
    const buffer = context.createBuffer(1, samples.length, rate)
    buffer.copyToChannel(
      Float32Array.from(samples, (sample) => sample / 32_768),
      0,
    )
    const source = new AudioBufferSourceNode(context, { buffer })
    source.connect(context.destination)
    source.start()
  }
  const began = performance.now()
  let given = 0
  const stop = () => {
    clearInterval(timer)
    void context?.close()
  }
  const timer = window.setInterval(
    () => {
      const due = Math.min(samples.length, Math.floor(((performance.now() - began) / 1000) * rate))
      heard(samples.subarray(given, due))
      given = due
      if (due === samples.length) ended()
    },
    (1000 * BLOCK) / rate / 2,
  )
  return { stop }
}

/** The samples of a WAV file that the page brings as base64. */
export const samplesOf = (base64: string): Int16Array<ArrayBuffer> => new Int16Array(bytesOf(base64).buffer, WAV_HEAD)

/** The samples of a sound file of the reader's, in whatever format the browser knows. */
export const decoded = async (file: File, rate: number): Promise<Int16Array<ArrayBuffer>> => {
  if (!("OfflineAudioContext" in window)) throw new SourceError("This browser has no Web Audio, which a file needs.")
  const bytes = await file.arrayBuffer()
  const buffer = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes).catch(() => {
    throw new SourceError(`${file.name} is no sound that this browser can read. Try WAV or MP3.`)
  })
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel))
  const mixed = Float32Array.from({ length: buffer.length }, (_, k) => {
    return channels.reduce((sum, channel) => sum + (channel[k] ?? 0), 0) / channels.length
  })
  return whole(mixed)
}

/** Samples between -1 and 1 as 16 bits. */
const whole = (samples: Float32Array): Int16Array<ArrayBuffer> =>
  Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))))
