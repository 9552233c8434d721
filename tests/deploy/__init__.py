"""What is set up on a site's machine, judged by the very tools that will run it."""
