"""A sidecar under all that happens to it in months, in hours: whether it stays what it was."""
