"""Measures Outrider and HAProxy's own checker side by side, on the same backends, on loopback."""
