"""Arithmetic on samples: no device, no clock, no thread of its own."""
