"""Parts of the screen 全市."""
