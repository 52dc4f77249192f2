"""What the bot does with one incoming message, and the rules it follows."""
