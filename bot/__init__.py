"""The process: settings, wiring, channels, receiver, sender, web server, command line."""
