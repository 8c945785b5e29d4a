"""What a person or a program reads: the only floor that imports Rich."""
