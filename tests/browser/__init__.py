"""The pages as people use them: real browser, real site, three languages."""
