"""The minds behind the voice: a small assistant of rules, and scripted scenarios; pure."""
