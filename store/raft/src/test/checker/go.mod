// Reads the histories of the soak tests and says whether they are linearizable; see docs/design/durable-log.md.
module checker

go 1.26.0

require github.com/anishathalye/porcupine v1.3.1
