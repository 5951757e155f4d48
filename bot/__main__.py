"""``python -m bot`` es lo mismo que ``bot``."""

from bot.cli import main

main()
