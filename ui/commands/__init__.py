"""What each subcommand of `boats` does; `ui/command_line.py` declares how they are called."""
