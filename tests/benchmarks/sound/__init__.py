"""What the sound benchmarks share: a scripted server, ears at the card, PortAudio's floor."""
