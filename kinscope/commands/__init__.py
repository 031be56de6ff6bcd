"""The commands, one module each; they print, and leave thinking to the packages."""
