// Builds what pages load, minified and in one file each, from src/. Says how large each is when packed. "--out FOLDER" builds elsewhere.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const to = process.argv.indexOf('--out')
const out = to > 0 ? process.argv[to + 1] : join(here, 'built')

for (const [entry, name] of [['core.js', 'core.min.js'], ['whole.js', 'analytics.min.js']]) {
  const outfile = join(out, name)
  await build({ entryPoints: [join(here, 'src', entry)], outfile, bundle: true, minify: true, format: 'iife', target: 'es2020', charset: 'utf8', legalComments: 'none', logLevel: 'warning' })
  const packed = brotliCompressSync(readFileSync(outfile), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  console.log(`${name} ${packed.length}`)
}
