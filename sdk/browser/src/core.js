// The snippet without a question of its own.
import { start } from './analytics.js'

start()
