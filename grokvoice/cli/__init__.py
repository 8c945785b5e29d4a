"""What people type: one small file per command, the only floor that imports Typer."""
