// A picture of the reader's, read by the browser and made grey as the book does it. It goes nowhere.

import type { Grey } from "./grey"

const LONGEST = 128 // pixels of the longer side; of more, one could not see the nine

/** Why there is no picture, in words for the reader. */
export class PictureError extends Error {}

/** The mean of the three colours of each pixel; large pictures are made smaller, turned ones upright. */
export const readPicture = async (file: File): Promise<Grey> => {
  const picture = await createImageBitmap(file).catch(() => {
    throw new PictureError(`${file.name} is no picture that this browser can read. Try a photograph, as JPEG or PNG.`)
  })
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const columns = Math.max(1, Math.round(scale * picture.width))
  const rows = Math.max(1, Math.round(scale * picture.height))
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows })
  const context = canvas.getContext("2d")
  if (context === null) throw new PictureError("This browser does not let a page look at pictures.")
  context.fillStyle = "white" // behind what is transparent
  context.fillRect(0, 0, columns, rows)
  context.imageSmoothingQuality = "high"
  context.drawImage(picture, 0, 0, columns, rows)
  picture.close()
  const { data } = context.getImageData(0, 0, columns, rows)
  const channel = (index: number) => data[index] ?? 0
  const values = Float64Array.from({ length: rows * columns }, (_, pixel) => {
    const first = 4 * pixel
    return (channel(first) + channel(first + 1) + channel(first + 2)) / (3 * 255)
  })
  return { rows, columns, values }
}
