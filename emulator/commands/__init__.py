"""What the commands of the card do, whichever application they meet."""
