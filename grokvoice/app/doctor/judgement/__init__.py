"""From what was measured to what a person should know; no probe, clock or machine in here."""
