"""What a conversation leaves on disk: its journal, the library of journals, and their replay."""
