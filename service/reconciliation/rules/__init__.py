"""What must fit together in the journals of all sites, each rule by itself (docs/protocol.md)."""
