"""The owner of this machine at the command line, with the site running or stopped."""
