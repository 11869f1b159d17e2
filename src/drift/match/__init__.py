"""Match two states of the sources: what differs between them for readers. Nothing is executed."""
