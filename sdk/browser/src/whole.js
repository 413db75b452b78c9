// The snippet with the question to the visitor.
import { start } from './analytics.js'
import { makeSurface } from './banner/surface.js'

start(makeSurface)
