"""One file per foreign thing: the socket, the sound card, files and pipes."""
